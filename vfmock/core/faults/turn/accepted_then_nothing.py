"""``accepted then nothing``: the answer never comes."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.use import FaultUse


@fault("accepted then nothing")
@dataclass(frozen=True)
class AcceptedThenNothing(TurnFault):
    """Send ``accepted``, but no trace and no ``completed``."""

    def on_accepted(self, effect: ActionStatus, use: FaultUse) -> Changes:
        use.mute = True
        return (effect,)
