"""``accepted then nothing``: the answer never comes."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.course import Course


@fault("accepted then nothing")
@dataclass(frozen=True)
class AcceptedThenNothing(TurnFault):
    """Send ``accepted``, and neither traces nor ``completed``."""

    def on_accepted(self, effect: ActionStatus, course: Course) -> Changes:
        course.mute = True
        return (effect,)
