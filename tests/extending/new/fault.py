"""``completed late``: the end of the turn comes after a while."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus
from vfmock.core.faults.base import Changes, Late, TurnFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.types import Duration


@fault("completed late")
@dataclass(frozen=True)
class CompletedLate(TurnFault):
    """Send ``completed`` after ``seconds``."""

    primary = "seconds"
    seconds: Duration = Duration(5.0)

    def on_over(self, effect: ActionStatus, use: FaultUse) -> Changes:
        use.applied = True
        return (Late(of=effect, seconds=self.seconds),)
