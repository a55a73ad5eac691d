"""The moments at which a fault can happen, by the names that clients know them by.

``handshake`` and ``upgrade`` are HTTP requests of Engine.IO, ``connect`` is the one of Socket.IO.
The others are the events of the protocol page; ``accepted``, ``rejected`` and ``completed`` are an
``action.status`` of that kind.
"""

from __future__ import annotations

from vfmock.core.effects import (
    ActionStatus,
    ActionTrace,
    ClientStarted,
    Effect,
    ServerError,
    ServerRestart,
    SessionCreated,
    SessionEnded,
)
from vfmock.core.events import ActionSend, ClientStart, Event, SessionCreate

HANDSHAKE = "handshake"
UPGRADE = "upgrade"
CONNECT = "connect"

RECEIVED: dict[type[Event], str] = {
    ClientStart: "client.start",
    SessionCreate: "session.create",
    ActionSend: "action.send",
}
SENT: dict[type[Effect], str] = {
    ClientStarted: "client.started",
    SessionCreated: "session.created",
    ActionTrace: "action.trace",
    ActionStatus: "action.status",
    SessionEnded: "session.ended",
    ServerRestart: "server.restart",
    ServerError: "error",
}
STATUSES = ("accepted", "rejected", "completed")

ON_A_CONNECTION = ("action.send", CONNECT, *RECEIVED.values(), *SENT.values(), *STATUSES)
"""Every moment of a connection that is there; the first is what a fault waits for by default."""


def moments_of(effect: Effect) -> tuple[str, ...]:
    """What an effect is called: ``("action.status", "accepted")``."""
    name = SENT.get(type(effect))
    if name is None:
        return ()
    return (name, effect.status) if isinstance(effect, ActionStatus) else (name,)
