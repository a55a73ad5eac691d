"""``trace of an unknown action``: its ``messageID`` is no action's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.course import Course


@fault("trace of an unknown action")
@dataclass(frozen=True, kw_only=True)
class TraceOfAnUnknownAction(TraceFault):
    """Send that trace with a ``messageID`` that nobody gave to an action."""

    def at_trace(self, effect: ActionTrace, course: Course) -> Changes:
        return (replace(effect, message_id=course.new_id()),)
