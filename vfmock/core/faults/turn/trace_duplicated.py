"""``trace duplicated``: an answer comes twice."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse


@fault("trace duplicated")
@dataclass(frozen=True, kw_only=True)
class TraceDuplicated(TraceFault):
    """Send that trace two times."""

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        return (effect, effect)
