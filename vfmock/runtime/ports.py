"""The ports that clients come to: they are closed for a while, and opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from vfmock.core.faults.base import Outage
from vfmock.runtime.clock import Clock, Timer


class Instance(Protocol):
    """One port that clients come to; all instances of a server share its sessions."""

    number: int

    def close_port(self) -> None:
        """Refuse TCP connections from now on; those that are open stay."""
        ...

    def open_port(self) -> None:
        """Listen again."""
        ...


class Ports:
    """The ports of a server. ``instances`` is filled when they listen."""

    def __init__(self, clock: Clock) -> None:
        self.instances: list[Instance] = []
        self._clock = clock

    def close(self, outage: Outage, number: int | None) -> Callable[[], None]:
        """Close the port of an instance, or of all (``None``); return what opens it again."""
        closed = [instance for instance in self.instances if number in (None, instance.number)]
        for instance in closed:
            instance.close_port()

        def open_ports() -> None:
            if timer is not None:
                timer.cancel()
            while closed:  # once: they may be closed for another reason by then
                closed.pop().open_port()

        timer: Timer | None = None
        if outage.seconds is not None:
            when = self._clock.now() + outage.seconds
            timer = self._clock.call_at(when, open_ports, patient=True)
        return open_ports
