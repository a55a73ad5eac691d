"""The ports that clients connect to. They can be closed for a while, and opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from vfmock.core.faults.base import Outage
from vfmock.runtime.clock import Clock, Timer


class Instance(Protocol):
    """One port that clients connect to. All instances of a server share its sessions."""

    number: int

    def close_port(self) -> None:
        """Refuse TCP connections from now on. Open connections stay open."""
        ...

    def open_port(self) -> None:
        """Listen again."""
        ...


class Ports:
    """The ports of a server. ``instances`` is filled when the ports listen."""

    def __init__(self, clock: Clock) -> None:
        self.instances: list[Instance] = []
        self._clock = clock

    def close(self, outage: Outage, number: int | None) -> Callable[[], None]:
        """Close the port of an instance, or all (``None``). Return a function that reopens them."""
        closed = [instance for instance in self.instances if number in (None, instance.number)]
        for instance in closed:
            instance.close_port()

        def open_ports() -> None:
            if timer is not None:
                timer.cancel()
            while closed:  # only once: the ports may be closed for another reason by then
                closed.pop().open_port()

        timer: Timer | None = None
        if outage.seconds is not None:
            when = self._clock.now() + outage.seconds
            timer = self._clock.call_at(when, open_ports, patient=True)
        return open_ports
