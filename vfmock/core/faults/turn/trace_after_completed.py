"""``trace after completed``: an answer comes when the turn is over."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus, ActionTrace
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.course import Course


@fault("trace after completed")
@dataclass(frozen=True)
class TraceAfterCompleted(TurnFault):
    """Send ``completed``, then the last trace of the turn."""

    def on_trace(self, effect: ActionTrace, course: Course) -> Changes:
        earlier = course.release()
        course.held.append(effect)
        return earlier

    def on_over(self, effect: ActionStatus, course: Course) -> Changes:
        course.applied = bool(course.held)
        return (effect, *course.release())

    def missed(self, course: Course) -> str | None:
        return None if course.applied else "the turn had no trace"
