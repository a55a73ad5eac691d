"""``tool-call``: the agent calls a tool, and a client may play a sound until it has its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from vfmock.core.spec import Part
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.core.turn import Output, Turn, Wait
from vfmock.durations import duration_of
from vfmock.errors import ScenarioError
from vfmock.types import Duration, DurationLike, JSONObject


@dataclass(frozen=True, kw_only=True)
class Sound(Part):
    """The sound that is played while a tool works. ``volume`` is from 0 to 1."""

    primary = "ref"
    ref: str
    volume: float | None = field(default=None, metadata={"schema": {"minimum": 0, "maximum": 1}})

    def __post_init__(self) -> None:
        if self.volume is not None and not 0 <= self.volume <= 1:
            raise ScenarioError(f"a volume is from 0 to 1, not {self.volume:g}")

    def to_wire(self) -> JSONObject:
        """``{ref, volume?}``."""
        return {"ref": self.ref, **without_none(volume=self.volume)}


@trace_step("tool-call")
@dataclass(frozen=True)
class ToolCall(TraceStep):
    """Call a tool: a ``start`` trace, and after ``seconds`` an ``end`` trace of the same call.

    ``call_id`` names the call; by default the server makes a new name. ``sound`` is played until
    the call ends. With ``state``, only that one of the two traces is sent, so that others can come
    between them. Then the call needs a ``call_id``.
    """

    primary = "call_id"
    constraints: ClassVar[Mapping[str, Any]] = {
        "if": {"properties": {"state": {"type": "string"}}, "required": ["state"]},
        "then": {"properties": {"call_id": {"type": "string"}}, "required": ["call_id"]},
    }
    call_id: str | None = None
    sound: Sound | None = None
    seconds: Duration = field(default=Duration(0.0), metadata={"schema": {"minimum": 0}})
    state: Literal["start", "end"] | None = None

    def __post_init__(self) -> None:
        if self.state is not None and self.call_id is None:
            raise ScenarioError(f"a tool-call with only its {self.state!r} needs a 'call_id'")
        if self.seconds < 0:
            raise ScenarioError(f"a tool works 0 seconds or more, not {self.seconds:g}")

    def payload(self) -> JSONObject:
        """The first of the traces: ``{state: start, callID, sound?}``."""
        return self._start(self.call_id or "")

    def perform(self, turn: Turn) -> Iterable[Output]:
        said = self.rendered(turn)
        call_id = said.call_id or turn.new_id()
        if said.state != "end":
            yield {"type": self.type, "payload": said._start(call_id)}
        if said.state is None:
            yield Wait(said.seconds)
        if said.state != "start":
            yield {"type": self.type, "payload": {"state": "end", "callID": call_id}}

    def _start(self, call_id: str) -> JSONObject:
        sound = None if self.sound is None else self.sound.to_wire()
        return {"state": "start", "callID": call_id, **without_none(sound=sound)}


def tool_call(
    call_id: str | None = None,
    *,
    sound: str | Sound | None = None,
    seconds: DurationLike = 0.0,
    state: Literal["start", "end"] | None = None,
) -> ToolCall:
    """Call a tool for ``seconds``. With ``state`` only the start or the end is sent."""
    return ToolCall(
        call_id=call_id,
        sound=Sound(ref=sound) if isinstance(sound, str) else sound,
        seconds=duration_of("seconds", seconds, ScenarioError),
        state=state,
    )
