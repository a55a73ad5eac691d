"""``session.created without key``: the key is missing."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import SessionCreated
from vfmock.core.faults.base import Altered, Changes, HandshakeFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.core.names import SESSION_CREATE


@fault("session.created without key")
@dataclass(frozen=True)
class SessionCreatedWithoutKey(HandshakeFault[SessionCreated]):
    """Send ``session.created`` with an empty payload."""

    triggers = (SESSION_CREATE,)
    answer = SessionCreated

    def changed(self, effect: SessionCreated, use: FaultUse) -> Changes:
        return (Altered(of=effect, change=lambda payload: {}),)
