"""``session invalidated``: the session is gone, and nobody said so."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus, EndSession
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.use import FaultUse


@fault("session invalidated")
@dataclass(frozen=True)
class SessionInvalidated(TurnFault):
    """Forget the session when the turn is over: its next action is rejected, its key is bad."""

    def on_over(self, effect: ActionStatus, use: FaultUse) -> Changes:
        use.applied = True
        return (effect, EndSession(reason="invalidated", silent=True))
