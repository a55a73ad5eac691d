"""What the transports of Engine.IO have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Protocol

from vfmock.core.faults.base import WriteShape
from vfmock.transports.engineio.goodbye import Goodbye
from vfmock.transports.engineio.packets import CLOSE


class Receiver(Protocol):
    """Who gets what comes by a transport: a connection, or the attempt to upgrade one.

    ``shape`` is how faults cut what is written; usually it is ``None``.
    """

    shape: WriteShape | None

    def cork(self) -> None:
        """Hold back what is sent until ``flush``."""
        ...

    def flush(self) -> None:
        """Send what was held back."""
        ...

    def receive(self, packet: str | bytes) -> None:
        """A packet came: a text with the digit of its type, or the data of a binary message."""
        ...

    def lose(self, reason: str) -> None:
        """The transport is gone."""
        ...


class Transport(ABC):
    """Carries the packets of one connection.

    ``writable``: packets can be sent now. ``silent``: nothing is sent any more, and what comes is
    not looked at. ``lingering``: the server's end is not sent; the client has to end it.
    ``waits_for_requests``: it can write only when its client asks.
    """

    name: ClassVar[str]
    waits_for_requests: ClassVar[bool] = False
    writable: bool
    silent: bool
    lingering: bool

    @abstractmethod
    def send(self, sent: list[bytes]) -> None:
        """Send packets, in order. The transport has to be writable."""

    @abstractmethod
    def end(self, goodbye: Goodbye) -> None:
        """End in this way, after everything sent before."""

    @abstractmethod
    def close(self, last: bytes = CLOSE) -> None:
        """End now: the connection is over. A poll that waits gets the packet ``last``."""

    @abstractmethod
    def abort(self) -> None:
        """Cut off a client that does not read."""

    @property
    @abstractmethod
    def unsent(self) -> int:
        """How many bytes were sent and have not left yet."""
