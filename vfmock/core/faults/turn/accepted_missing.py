"""``accepted missing``: traces come unannounced."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.course import Course


@fault("accepted missing")
@dataclass(frozen=True)
class AcceptedMissing(TurnFault):
    """Leave ``accepted`` out; all else comes."""

    def on_accepted(self, effect: ActionStatus, course: Course) -> Changes:
        course.applied = True
        return ()
