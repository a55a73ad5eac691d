"""The triggers at which a fault can happen. They are the neutral names of what happens then.

``handshake`` and ``upgrade`` are HTTP requests of Engine.IO, ``connect`` is Socket.IO's request.
``webhook`` is any lifecycle webhook; each type of them is a trigger too.
``response`` is the answer to a call over HTTP, when it begins.
The others are events of any dialect; ``accepted``, ``rejected`` and ``completed`` are statuses.
"""

from __future__ import annotations

from vfmock.core.effects import ActionStatus, Effect
from vfmock.core.names import ACTION_SEND, EFFECT_NAMES, EVENT_NAMES

HANDSHAKE = "handshake"
UPGRADE = "upgrade"
CONNECT = "connect"
WEBHOOK = "webhook"
RESPONSE = "response"

STATUSES = ("accepted", "rejected", "completed")

ON_A_CONNECTION = (
    ACTION_SEND,
    CONNECT,
    *EVENT_NAMES.values(),
    *EFFECT_NAMES.values(),
    *STATUSES,
)
"""Every trigger of an open connection. By default a fault waits for the first one."""


def triggers_of(effect: Effect) -> tuple[str, ...]:
    """The trigger names of an effect, such as ``("action.status", "accepted")``."""
    name = EFFECT_NAMES.get(type(effect))
    if name is None:
        return ()
    return (name, effect.status) if isinstance(effect, ActionStatus) else (name,)
