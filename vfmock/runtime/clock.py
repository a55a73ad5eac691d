"""Clocks: the only place that knows what time it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """Something that will happen, unless it is cancelled."""

    def cancel(self) -> None:
        """Don't let it happen; of no consequence when it has."""
        ...


class Clock(Protocol):
    """The time of a server, in Unix seconds."""

    def now(self) -> float:
        """The time; it never goes back."""
        ...

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Call back on the server's loop at ``when``, at once if that is past."""
        ...


class RealClock:
    """The time of the machine: its wall clock when the server started, and real seconds since."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._offset = time.time() - loop.time()

    def now(self) -> float:
        """Unix seconds."""
        return self._loop.time() + self._offset

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Call back when the loop's time has come to ``when``."""
        return self._loop.call_at(when - self._offset, callback)
