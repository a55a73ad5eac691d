"""The event loop of a server that makes its own: uvloop's if it is installed, or else asyncio's."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def new_loop() -> asyncio.AbstractEventLoop:
    """Make a loop. ``pip install 'vfmock[fast]'`` brings uvloop, whose messages cost less."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on such a loop, and return its result."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(work)
