"""``traces out of order``: an answer overtakes another."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionStatus, ActionTrace
from vfmock.core.faults.base import Changes, TurnFault, fault
from vfmock.core.faults.use import FaultUse


@fault("traces out of order")
@dataclass(frozen=True)
class TracesOutOfOrder(TurnFault):
    """Send the second trace of the turn before the first."""

    def on_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        if use.traces == 1:
            use.held.append(effect)
            return ()
        use.applied = True
        return (effect, *use.release())

    def on_over(self, effect: ActionStatus, use: FaultUse) -> Changes:
        return (*use.release(), effect)

    def missed(self, use: FaultUse) -> str | None:
        return None if use.applied else f"the turn had {use.traces} traces, wanted two"
