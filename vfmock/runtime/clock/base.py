"""The base of every clock: it has a time, and timers for later times.

Both clocks keep their timers here. So a deadline means the same under both clocks, and both
can be moved on by hand.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable
from math import inf, isfinite


class Timer:
    """Something that will happen, unless it is cancelled.

    ``patient`` says that the timer waits for a client that may never come back (an idle timeout,
    the end of a key). Other timers wait for something that the server itself has under way.
    """

    __slots__ = ("callback", "clock", "patient", "when")

    def __init__(
        self, when: float, callback: Callable[[], None], patient: bool, clock: Clock
    ) -> None:
        self.when = when
        self.callback: Callable[[], None] | None = callback
        self.patient = patient
        self.clock = clock

    def cancel(self) -> None:
        """Cancel the timer. This does nothing when the timer has already fired."""
        if self.callback is not None:
            self.callback = None
            self.clock.forget(self)


class Clock(ABC):
    """The time of a server, in Unix seconds. It is used on the server's loop only."""

    def __init__(self) -> None:
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._waiting = 0

    @abstractmethod
    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Keep time on that loop from now on. Before this call, no timer fires."""

    @abstractmethod
    def stop(self) -> None:
        """Stop using the loop."""

    @abstractmethod
    def now(self) -> float:
        """The current time; it never goes back."""

    @abstractmethod
    def _move(self, when: float) -> None:
        """Set the current time to ``when``, if the clock is not later already."""

    def _changed(self) -> None:  # noqa: B027 - the mock clock has nothing to do
        """React to a possible change of the next deadline."""

    def call_at(self, when: float, callback: Callable[[], None], *, patient: bool = False) -> Timer:
        """Call back at ``when``. If ``when`` is past, call back at the next turn of the loop."""
        timer = Timer(when, callback, patient, self)
        heapq.heappush(self._timers, (when, next(self._order), timer))
        self._waiting += 1
        self._changed()
        return timer

    async def sleep(self, seconds: float) -> None:
        """Wait until this many seconds of this clock have passed."""
        if seconds <= 0:
            return
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_at(
            self.now() + seconds, lambda: None if over.done() else over.set_result(None)
        )
        try:
            await over
        finally:
            timer.cancel()

    def advance(self, seconds: float) -> None:
        """Let this much time pass at once. What is due on the way happens at its own time.

        Raises:
            ValueError: it is negative or not finite, for time does not go back.
        """
        if not 0 <= seconds < inf or not isfinite(seconds):
            raise ValueError(f"wanted 0 seconds or more, got {seconds!r}")
        self.advance_to(self.now() + seconds)

    def advance_to(self, end: float) -> None:
        """Let time pass until ``end`` (Unix seconds)."""
        while (head := self._head()) is not None and head.when <= end:
            self._move(head.when)
            self.fire()
        self._move(end)
        self._changed()

    def advance_to_next(self) -> float | None:
        """Jump to the next deadline and do what is due. Return the deadline, or ``None``."""
        deadline = self.next_deadline()
        if deadline is not None:
            self.advance_to(max(deadline, self.now()))
        return deadline

    def next_deadline(self, *, patient: bool = True) -> float | None:
        """The next deadline (Unix seconds), with or without the ``patient`` deadlines."""
        if patient:
            head = self._head()
            return None if head is None else head.when
        whens = (when for when, _, timer in self._timers if timer.callback and not timer.patient)
        return min(whens, default=None)

    @property
    def waiting(self) -> int:
        """How many timers are set."""
        return self._waiting

    def forget(self, timer: Timer) -> None:
        """Note a cancelled timer. It leaves the heap when its time comes, or with many others."""
        self._waiting -= 1
        if len(self._timers) > 64 and self._waiting * 4 < len(self._timers):
            self._timers = [one for one in self._timers if one[2].callback is not None]
            heapq.heapify(self._timers)

    def fire(self) -> None:
        """Do what is due now, in the order of the deadlines."""
        while (head := self._head()) is not None and head.when <= self.now():
            heapq.heappop(self._timers)
            callback, head.callback = head.callback, None
            self._waiting -= 1
            if callback is not None:
                callback()

    def _head(self) -> Timer | None:
        while self._timers and self._timers[0][2].callback is None:
            heapq.heappop(self._timers)
        return self._timers[0][2] if self._timers else None
