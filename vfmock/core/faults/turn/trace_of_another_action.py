"""``trace of another action``: its ``messageID`` is that of the action before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse


@fault("trace of another action")
@dataclass(frozen=True, kw_only=True)
class TraceOfAnotherAction(TraceFault):
    """Send that trace with the ``messageID`` of the action before, of the same connection."""

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        if use.earlier is None:
            use.applied = False
            return (effect,)
        return (replace(effect, message_id=use.earlier),)

    def missed(self, use: FaultUse) -> str | None:
        if not use.applied and use.earlier is None:
            return "there was no action before this one"
        return super().missed(use)
