"""``completed twice``: the turn ends two times."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.use import FaultUse


@fault("completed twice")
@dataclass(frozen=True)
class CompletedTwice(TurnFault):
    """Send ``completed`` two times."""

    def on_over(self, effect: ActionStatus, use: FaultUse) -> Changes:
        use.applied = effect.status == "completed"
        return (effect, effect) if use.applied else (effect,)
