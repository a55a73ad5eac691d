"""Keeps a stream open: its client sees again and again that it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vfmock.endpoints import KEEP_ALIVE
from vfmock.runtime.clock import Clock, Timer
from vfmock.transports.http.outbox import HttpOutbox


@contextmanager
def kept_alive(clock: Clock, every: float | None, outbox: HttpOutbox) -> Iterator[None]:
    """Add a part to the answer after each ``every`` seconds of the clock; ``None``: add none."""
    if every is None:
        yield
        return

    timers: list[Timer] = []

    def again() -> None:
        timers[:] = [clock.call_at(clock.now() + every, beat, patient=True)]

    def beat() -> None:
        if outbox.ending is None:
            outbox.send(KEEP_ALIVE)
        again()

    again()
    try:
        yield
    finally:
        timers[0].cancel()
