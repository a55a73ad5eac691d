"""Signals that end a command in order, and end it at once where it can't do so in order."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE = 0.5
"""How many seconds the loop has for a signal before another one ends the process. A terminal and a
process manager may both send the same signal within milliseconds."""


@contextmanager
def handled(act: Callable[[int], None]) -> Iterator[None]:
    """Call ``act`` in the running loop with the number of each SIGINT and SIGTERM.

    If the loop is still busy with something when the next signal comes, a function in a rule that
    never returns for example, that signal ends the process at once.
    """
    loop = asyncio.get_running_loop()
    came: list[float] = []

    def run(number: int) -> None:
        came.clear()
        act(number)

    def arrive(number: int, _: FrameType | None) -> None:
        if came and time.monotonic() - came[0] > PATIENCE:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        came.append(time.monotonic())
        loop.call_soon_threadsafe(run, number)

    before = {one: signal.signal(one, arrive) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
