"""The triggers at which a fault can happen, by the neutral names of what happens then.

``handshake`` and ``upgrade`` are HTTP requests of Engine.IO, ``connect`` is the one of Socket.IO.
The others are events of any dialect; ``accepted``, ``rejected`` and ``completed`` are statuses.
"""

from __future__ import annotations

from vfmock.core.effects import ActionStatus, Effect
from vfmock.core.names import ACTION_SEND, EFFECT_NAMES, EVENT_NAMES

HANDSHAKE = "handshake"
UPGRADE = "upgrade"
CONNECT = "connect"

STATUSES = ("accepted", "rejected", "completed")

ON_A_CONNECTION = (
    ACTION_SEND,
    CONNECT,
    *EVENT_NAMES.values(),
    *EFFECT_NAMES.values(),
    *STATUSES,
)
"""Every trigger of a connection that is there; the first is what a fault waits for by default."""


def triggers_of(effect: Effect) -> tuple[str, ...]:
    """What an effect is called: ``("action.status", "accepted")``."""
    name = EFFECT_NAMES.get(type(effect))
    if name is None:
        return ()
    return (name, effect.status) if isinstance(effect, ActionStatus) else (name,)
