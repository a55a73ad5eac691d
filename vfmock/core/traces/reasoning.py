"""``reasoning``: how an agent came to its answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.core.turn import Output, Turn
from vfmock.errors import ScenarioError
from vfmock.types import JSONObject


@trace_step("reasoning")
@dataclass(frozen=True)
class Reasoning(TraceStep):
    """Tell what the agent thinks.

    With ``completionEvents`` on come ``start``, chunks of ``chunk`` characters and ``end``;
    without, one ``final`` trace with the whole message.
    """

    primary = "message"
    message: str
    chunk: int = field(default=40, metadata={"schema": {"minimum": 1}})

    def __post_init__(self) -> None:
        if self.chunk < 1:
            raise ScenarioError(f"a chunk has 1 character or more, not {self.chunk}")

    def payload(self) -> JSONObject:
        """The whole: ``{state: final, message}``."""
        return {"state": "final", "message": self.message}

    def perform(self, turn: Turn) -> Iterable[Output]:
        said = self.rendered(turn)
        if not turn.config.completion_events:
            yield said.trace
            return
        yield self._part("start")
        for start in range(0, len(said.message), self.chunk):
            yield self._part("content", content=said.message[start : start + self.chunk])
        yield self._part("end")

    def _part(self, state: str, **rest: str) -> JSONObject:
        return {"type": self.type, "payload": {"state": state, **rest}}


def reasoning(message: str, *, chunk: int = 40) -> Reasoning:
    """Tell what the agent thinks: in chunks where the client asked for completions."""
    return Reasoning(message, chunk)
