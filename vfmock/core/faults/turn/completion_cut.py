"""``completion cut``: a streamed answer stops in the middle."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TurnFault, fault, state_of
from vfmock.core.faults.course import Course
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

    def on_trace(self, effect: ActionTrace, course: Course) -> Changes:
        state = state_of(effect, "completion")
        if state is None:
            return (effect,)
        if state == "start":
            course.count = 0
        elif state == "content":
            course.count += 1
        if state != "end" and course.count <= self.chunks:
            return (effect,)
        course.applied = True
        return ()

    def missed(self, course: Course) -> str | None:
        return None if course.applied else "the turn had no completion in chunks"
