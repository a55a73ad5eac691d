"""``trace of an unknown action``: its ``messageID`` is no action's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse


@fault("trace of an unknown action")
@dataclass(frozen=True, kw_only=True)
class TraceOfAnUnknownAction(TraceFault):
    """Send that trace with a ``messageID`` that nobody gave to an action."""

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        return (replace(effect, message_id=use.new_id()),)
