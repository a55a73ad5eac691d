"""``completed missing``: the turn has no end."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.use import FaultUse


@fault("completed missing")
@dataclass(frozen=True)
class CompletedMissing(TurnFault):
    """Leave out ``completed``. Everything else comes."""

    def on_over(self, effect: ActionStatus, use: FaultUse) -> Changes:
        use.applied = effect.status == "completed"
        return () if use.applied else (effect,)
