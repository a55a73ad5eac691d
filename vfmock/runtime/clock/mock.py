"""The mock clock: nothing passes by itself."""

from __future__ import annotations

import asyncio

from vfmock.runtime.clock.base import Clock

START = 1_700_000_000.0
"""When a mock clock starts: 2023-11-14 22:13:20 UTC, the same in every run."""


class MockClock(Clock):
    """A clock that stands still until it is moved: ``advance``, ``advance_to_next``, autojump.

    A timer for a past time fires at the next turn of ``loop``. Without a loop, it fires when the
    clock is moved.
    """

    def __init__(
        self, start: float = START, *, loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        super().__init__()
        self._first = start
        self._now = start
        self._loop = loop

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._now = self._first
        self._loop = loop
        self._changed()

    def stop(self) -> None:
        self._loop = None

    def now(self) -> float:
        """The current time, in Unix seconds."""
        return self._now

    def _move(self, when: float) -> None:
        self._now = max(self._now, when)

    def _changed(self) -> None:
        head = self._head()
        if self._loop is not None and head is not None and head.when <= self._now:
            self._loop.call_soon(self.fire)
