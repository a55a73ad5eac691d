"""``trace without payload``: it has a type and nothing to show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse


@fault("trace without payload")
@dataclass(frozen=True, kw_only=True)
class TraceWithoutPayload(TraceFault):
    """Send that trace without its ``payload``."""

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        bare = {key: value for key, value in effect.trace.items() if key != "payload"}
        return (replace(effect, trace=bare),)
