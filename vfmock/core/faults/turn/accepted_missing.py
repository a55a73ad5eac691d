"""``accepted missing``: traces come unannounced."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.use import FaultUse


@fault("accepted missing")
@dataclass(frozen=True)
class AcceptedMissing(TurnFault):
    """Leave out ``accepted``. Everything else comes."""

    def on_accepted(self, effect: ActionStatus, use: FaultUse) -> Changes:
        use.applied = True
        return ()
