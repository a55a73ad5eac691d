"""``trace of unknown type``: a trace comes that no client knows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse


@fault("trace of unknown type")
@dataclass(frozen=True, kw_only=True)
class TraceOfUnknownType(TraceFault):
    """Send a trace of ``type`` before that trace; clients are to pass over what they don't know."""

    type: str = "from-the-future"

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        strange = {**effect.trace, "type": self.type, "payload": {"version": 99}}
        return (replace(effect, trace=strange), effect)
