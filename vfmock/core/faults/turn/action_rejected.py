"""``action rejected``: the action is rejected, whatever the scenario says."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import TurnFault, fault


@fault("action rejected")
@dataclass(frozen=True)
class ActionRejected(TurnFault):
    """Reject the action with ``reason``; the session never sees it."""

    primary = "reason"
    reason: str = "rejected"

    @property
    def refusal(self) -> str:
        return self.reason
