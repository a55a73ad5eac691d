"""``trace after completed``: an answer comes when the turn is over."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus, ActionTrace
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.use import FaultUse


@fault("trace after completed")
@dataclass(frozen=True)
class TraceAfterCompleted(TurnFault):
    """Send ``completed``, then the last trace of the turn."""

    def on_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        earlier = use.release()
        use.held.append(effect)
        return earlier

    def on_over(self, effect: ActionStatus, use: FaultUse) -> Changes:
        use.applied = bool(use.held)
        return (effect, *use.release())

    def missed(self, use: FaultUse) -> str | None:
        return None if use.applied else "the turn had no trace"
