"""A pipe: it brings the messages of one connection to the wire, in order and at their time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from vfmock.runtime.clock import Clock, Timer
from vfmock.runtime.delivery import NOTHING, Deliveries

Go: TypeAlias = Callable[[], Deliveries]
"""Lets a message go, and returns the results."""


class Pipe:
    """Lets messages go, in order. No message overtakes an earlier one.

    ``delays`` give the seconds that a message takes. Without delays, a message goes at once.
    ``carry`` gets the results of a message that goes later than it was put. ``held`` is the size of
    the messages under way, in bytes.
    """

    def __init__(self, clock: Clock, carry: Callable[[Deliveries], None]) -> None:
        self.delays: list[Callable[[float], float]] = []
        self._clock = clock
        self._carry = carry
        self.held = 0
        self._due = 0.0
        self._queued = 0
        self._timers: set[Timer] = set()

    @property
    def is_free(self) -> bool:
        """Whether a new message would go at once."""
        return not self.delays and not self._queued

    @property
    def is_empty(self) -> bool:
        """Whether no message is under way, and there is no delay."""
        return not self.delays and not self._timers

    def put(self, go: Go, size: int = 0) -> Deliveries:
        """Let a message go after its delay, and after all messages put before.

        If the message goes at once, its results are returned.
        """
        if self.is_free:
            return go()
        now = self._clock.now()
        self._due = max(self._due, now + sum(delay(now) for delay in self.delays))
        self._queued += 1
        self.held += size
        self._at(self._due, partial(self._let_go, go, size))
        return NOTHING

    def put_late(self, go: Go, seconds: float, size: int = 0) -> None:
        """Put a message this many seconds later. Others do not wait for it."""
        self.held += size
        self._at(self._clock.now() + seconds, partial(self._put_held, go, size))

    def cancel(self) -> None:
        """Drop everything under way: the connection is gone."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.held = 0
        self._due = 0.0
        self._queued = 0

    def _put_held(self, go: Go, size: int) -> None:
        self.held -= size
        self._carry(self.put(go, size))

    def _let_go(self, go: Go, size: int) -> None:
        self._queued -= 1
        self.held -= size
        self._carry(go())

    def _at(self, when: float, work: Callable[[], None]) -> None:
        def run() -> None:
            self._timers.discard(timer)
            work()

        timer = self._clock.call_at(when, run)
        self._timers.add(timer)
