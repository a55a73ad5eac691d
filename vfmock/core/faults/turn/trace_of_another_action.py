"""``trace of another action``: its ``messageID`` is that of the action before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.course import Course


@fault("trace of another action")
@dataclass(frozen=True, kw_only=True)
class TraceOfAnotherAction(TraceFault):
    """Send that trace with the ``messageID`` of the action before, of the same connection."""

    def at_trace(self, effect: ActionTrace, course: Course) -> Changes:
        if course.earlier is None:
            course.applied = False
            return (effect,)
        return (replace(effect, message_id=course.earlier),)

    def missed(self, course: Course) -> str | None:
        if not course.applied and course.earlier is None:
            return "there was no action before this one"
        return super().missed(course)
