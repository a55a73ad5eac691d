"""``debug``, ``block``, ``flow``, ``path``, ``goto``, ``log``: where the conversation is inside."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.spec import TYPED
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject


@trace_step("debug")
@dataclass(frozen=True)
class Debug(TraceStep):
    """A message for whoever develops the agent; ``type`` is its kind, such as ``api``."""

    primary = "message"
    message: str
    kind: str | None = None

    def payload(self) -> JSONObject:
        """``{type?, message}``."""
        return {**without_none(type=self.kind), "message": self.message}


@trace_step("block")
@dataclass(frozen=True)
class Block(TraceStep):
    """The block that the conversation entered."""

    primary = "block_id"
    block_id: str

    def payload(self) -> JSONObject:
        """``{blockID}``."""
        return {"blockID": self.block_id}


@trace_step("flow")
@dataclass(frozen=True)
class Flow(TraceStep):
    """The flow that the conversation entered."""

    primary = "diagram_id"
    diagram_id: str
    name: str | None = None

    def payload(self) -> JSONObject:
        """``{name?, diagramID}``."""
        return {**without_none(name=self.name), "diagramID": self.diagram_id}


@trace_step("path")
@dataclass(frozen=True)
class Path(TraceStep):
    """The path that a step took."""

    primary = "path"
    path: str

    def payload(self) -> JSONObject:
        """``{path}``."""
        return {"path": self.path}


@trace_step("goto")
@dataclass(frozen=True)
class Goto(TraceStep):
    """The request that the conversation goes on with. A change of state is the rule's ``goto``."""

    primary = "request"
    request: JSON = field(metadata=TYPED)

    def __post_init__(self) -> None:
        if not isinstance(self.request, dict) or not isinstance(self.request.get("type"), str):
            raise ScenarioError(
                "a goto trace has a request with a string 'type'"
                " (to change the state, write 'goto' beside 'reply', not in it)"
            )

    def payload(self) -> JSONObject:
        """``{request: {type, payload?, diagramID?}}``."""
        return {"request": self.request}


@trace_step("log")
@dataclass(frozen=True)
class Log(TraceStep):
    """Any object, for a log."""

    primary = "data"
    takes_whole = True
    data: JSON

    def payload(self) -> JSON:
        """The object."""
        return self.data
