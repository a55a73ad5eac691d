"""``session.created missing``: ``session.create`` is not answered."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import SessionCreated
from vfmock.core.faults.base import Changes, HandshakeFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.core.names import SESSION_CREATE


@fault("session.created missing")
@dataclass(frozen=True)
class SessionCreatedMissing(HandshakeFault[SessionCreated]):
    """Never send ``session.created``."""

    triggers = (SESSION_CREATE,)
    answer = SessionCreated

    def changed(self, effect: SessionCreated, use: FaultUse) -> Changes:
        return ()
