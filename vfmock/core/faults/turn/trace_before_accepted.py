"""``trace before accepted``: an answer overtakes ``accepted``."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus, ActionTrace
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.course import Course


@fault("trace before accepted")
@dataclass(frozen=True)
class TraceBeforeAccepted(TurnFault):
    """Send the first trace, then ``accepted``."""

    def on_accepted(self, effect: ActionStatus, course: Course) -> Changes:
        course.held.append(effect)
        return ()

    def on_trace(self, effect: ActionTrace, course: Course) -> Changes:
        course.applied = True
        return (effect, *course.release())

    def on_over(self, effect: ActionStatus, course: Course) -> Changes:
        return (*course.release(), effect)

    def missed(self, course: Course) -> str | None:
        return None if course.applied else "the turn had no trace"
