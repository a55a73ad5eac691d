"""``traces out of order``: an answer overtakes another."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus, ActionTrace
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.course import Course


@fault("traces out of order")
@dataclass(frozen=True)
class TracesOutOfOrder(TurnFault):
    """Send the second trace of the turn before the first."""

    def on_trace(self, effect: ActionTrace, course: Course) -> Changes:
        if course.traces == 1:
            course.held.append(effect)
            return ()
        course.applied = True
        return (effect, *course.release())

    def on_over(self, effect: ActionStatus, course: Course) -> Changes:
        return (*course.release(), effect)

    def missed(self, course: Course) -> str | None:
        return None if course.applied else f"the turn had {course.traces} traces, wanted two"
