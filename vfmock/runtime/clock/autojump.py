"""Autojump: a mock clock moves on by itself when there is nothing else to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vfmock.runtime.clock.base import Clock

TICK = 0.001
"""Real seconds between two checks. A shorter pause costs work, a longer one costs time."""


class Autojump:
    """Jumps to the next deadline when nothing is in flight.

    ``in_flight`` says whether a sent message has not left yet. ``activity`` counts what comes and
    goes. The clock jumps at once to a deadline of the server itself (a pause, a chunk, latency, a
    grace period), because no client can hurry it. The clock jumps to a deadline that waits for a
    client (an idle timeout) after ``quiet`` real seconds in which nothing came. ``quiet`` must be
    longer than the client takes to think, or the client loses sessions that it still wants.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        in_flight: Callable[[], bool],
        activity: Callable[[], int],
        quiet: float,
    ) -> None:
        self.enabled = False
        self._clock = clock
        self._in_flight = in_flight
        self._activity = activity
        self._quiet = quiet
        self._seen = 0
        self._since = 0.0
        self._tick: asyncio.TimerHandle | None = None

    def enable(self, enabled: bool) -> None:
        """Begin to jump, or stop jumping."""
        self.enabled = enabled
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None
        if enabled:
            self._since = asyncio.get_running_loop().time()
            self._again()

    def _again(self) -> None:
        self._tick = asyncio.get_running_loop().call_later(TICK, self._look)

    def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._in_flight() or self._activity() != self._seen:
            self._seen, self._since = self._activity(), now
        if not self._in_flight():
            self._jump(now)
        if self._tick is not None:  # what happened at the deadline may have disabled autojump
            self._again()

    def _jump(self, now: float) -> None:
        deadline = self._clock.next_deadline(patient=False)
        if deadline is None and now - self._since >= self._quiet:
            deadline = self._clock.next_deadline()
        if deadline is not None:
            self._clock.advance_to(max(deadline, self._clock.now()))
            self._since = now
