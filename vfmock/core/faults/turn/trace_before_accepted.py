"""``trace before accepted``: an answer overtakes ``accepted``."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus, ActionTrace
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.use import FaultUse


@fault("trace before accepted")
@dataclass(frozen=True)
class TraceBeforeAccepted(TurnFault):
    """Send the first trace, then ``accepted``."""

    def on_accepted(self, effect: ActionStatus, use: FaultUse) -> Changes:
        use.held.append(effect)
        return ()

    def on_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        use.applied = True
        return (effect, *use.release())

    def on_over(self, effect: ActionStatus, use: FaultUse) -> Changes:
        return (*use.release(), effect)

    def missed(self, use: FaultUse) -> str | None:
        return None if use.applied else "the turn had no trace"
