"""``session.ended in turn``: the session ends in the middle of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionTrace, EndSession, SessionEnded
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse


@fault("session.ended in turn")
@dataclass(frozen=True, kw_only=True)
class SessionEndedInTurn(TraceFault):
    """Send ``session.ended`` with ``reason`` in place of that trace, and nothing after it."""

    reason: str = "inactivity_timeout"

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        use.mute = True
        return (SessionEnded(reason=self.reason), EndSession(reason=self.reason, silent=True))
