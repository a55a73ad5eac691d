"""``error in turn``: an ``error`` comes in the middle of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ActionTrace, GeneralError
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse


@fault("error in turn")
@dataclass(frozen=True, kw_only=True)
class ErrorInTurn(TraceFault):
    """Send ``error`` with ``message``, and ``code`` if there is one, before that trace."""

    message: str = "something went wrong"
    code: str | None = None

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        return (GeneralError(to=effect.to, error=self.message, code=self.code), effect)
