"""``audio chunks missing``: there are holes in the sound."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TurnFault, fault, state_of
from vfmock.core.faults.use import FaultUse
from vfmock.errors import ScenarioError


@fault("audio chunks missing")
@dataclass(frozen=True)
class AudioChunksMissing(TurnFault):
    """Leave out every ``every``th chunk of sound, the second and the fourth by default.

    It takes a client with ``audioEvents``.
    """

    primary = "every"
    every: int = field(default=2, metadata={"schema": {"minimum": 1}})

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ScenarioError(f"'every' is 1 (all chunks) or more, not {self.every}")

    def on_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        if state_of(effect, "audio") != "content":
            return (effect,)
        use.count += 1
        if use.count % self.every:
            return (effect,)
        use.applied = True
        return ()

    def missed(self, use: FaultUse) -> str | None:
        return None if use.applied else f"the turn had {use.count} chunks of audio"
