"""The real clock: time passes by itself, perhaps faster, and can be moved on as well."""

from __future__ import annotations

import asyncio
import time

from vfmock.runtime.clock.base import Clock


class RealClock(Clock):
    """The machine's time: the wall clock at the start, plus the real seconds since then.

    ``scale`` is how many seconds of this clock pass in one real second. It is 1 by default; 10
    plays a long scenario in a tenth of its time. More than some hundreds gives clients no time to
    answer.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None, scale: float = 1.0) -> None:
        super().__init__()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._scale = scale
        self._began = 0.0
        self._start = time.time()
        self._alarm: asyncio.TimerHandle | None = None
        if loop is not None:
            self.start(loop)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._began = time.monotonic()
        self._start = time.time()
        self._changed()

    def stop(self) -> None:
        self._start = self.now()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        self._loop = None

    def now(self) -> float:
        """The current time, in Unix seconds. The clock stands still while it has no loop."""
        if self._loop is None:
            return self._start
        return self._start + (time.monotonic() - self._began) * self._scale

    def _move(self, when: float) -> None:
        self._start += max(0.0, when - self.now())

    def _changed(self) -> None:
        """Set the loop's alarm to the next deadline."""
        # The alarm needs the loop's time. A clock that was moved differs from the loop's time.
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        head = self._head()
        if head is not None and self._loop is not None:
            real = self._began + (head.when - self._start) / self._scale
            self._alarm = self._loop.call_at(real, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        head = self._head()
        # The loop may ring some microseconds early: its own clock is coarser than this sum.
        if head is not None and head.when - self.now() < 0.001 * self._scale:
            self._move(head.when)
        try:
            self.fire()
        finally:
            self._changed()
