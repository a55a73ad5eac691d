"""How a connection breaks, as data that the transport carries out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class CloseTransport:
    """Close it below Socket.IO. ``code`` and ``reason`` go into a websocket's close frame."""

    code: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BreakTransport:
    """Make it fail: a websocket by an invalid frame, polling by HTTP 500."""


@dataclass(frozen=True, slots=True)
class WithholdPings:
    """Send no more heartbeats. Everything else goes on."""


@dataclass(frozen=True, slots=True)
class DisconnectSocket:
    """Send Socket.IO's disconnect packet, as an application's ``socket.disconnect()`` does."""


@dataclass(frozen=True, slots=True)
class SendGarbage:
    """Send an Engine.IO message that is not a Socket.IO packet."""

    message: str


@dataclass(frozen=True, slots=True)
class Swallow:
    """Accept everything, send nothing, and stay open."""


TransportFault: TypeAlias = (
    CloseTransport | BreakTransport | WithholdPings | DisconnectSocket | SendGarbage | Swallow
)


class CantBreakError(Exception):
    """The transport of this connection can't break in this way; the text says why."""
