"""How a connection breaks: data that the transport carries out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class CloseTransport:
    """Close it below Socket.IO. ``code`` and ``reason`` are those of a websocket's close frame."""

    code: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BreakTransport:
    """Make it fail: a websocket by a frame that is none, polling by HTTP 500."""


@dataclass(frozen=True, slots=True)
class WithholdPings:
    """Send no more heartbeats; all else goes on."""


@dataclass(frozen=True, slots=True)
class DisconnectSocket:
    """Send Socket.IO's disconnect packet, as an application's ``socket.disconnect()`` does."""


@dataclass(frozen=True, slots=True)
class SendGarbage:
    """Send an Engine.IO message that is no Socket.IO packet."""

    message: str


@dataclass(frozen=True, slots=True)
class Swallow:
    """Take everything, give nothing, and stay open."""


TransportFault: TypeAlias = (
    CloseTransport | BreakTransport | WithholdPings | DisconnectSocket | SendGarbage | Swallow
)


class CantBreakError(Exception):
    """The transport of this connection has no such way to break; the text says why."""
