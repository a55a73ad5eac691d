"""``completion cut``: a streamed answer stops in the middle."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TurnFault, fault, state_of
from vfmock.core.faults.use import FaultUse
from vfmock.errors import ScenarioError


@fault("completion cut")
@dataclass(frozen=True)
class CompletionCut(TurnFault):
    """Send ``chunks`` chunks of a completion and neither more of them nor its end.

    The turn goes on and is completed. It takes a client with ``completionEvents``.
    """

    primary = "chunks"
    chunks: int = field(default=1, metadata={"schema": {"minimum": 0}})

    def __post_init__(self) -> None:
        if self.chunks < 0:
            raise ScenarioError(f"a completion is cut after 0 chunks or more, not {self.chunks}")

    def on_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        state = state_of(effect, "completion")
        if state is None:
            return (effect,)
        if state == "start":
            use.count = 0
        elif state == "content":
            use.count += 1
        if state != "end" and use.count <= self.chunks:
            return (effect,)
        use.applied = True
        return ()

    def missed(self, use: FaultUse) -> str | None:
        return None if use.applied else "the turn had no completion in chunks"
