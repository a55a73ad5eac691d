"""The Socket.IO library, kept quiet and patient for a probe."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from vfmock.checks.probe.socketio.packet_limit import raised_packet_limit


@contextmanager
def quiet_library() -> Iterator[None]:
    """While this lasts, take polls of any length, and log nothing.

    A broken server can break the library's tasks. Only what came counts.
    """
    loop = asyncio.get_running_loop()
    handler = loop.get_exception_handler()
    loop.set_exception_handler(lambda *_: None)
    try:
        with raised_packet_limit():
            yield
    finally:
        loop.set_exception_handler(handler)
