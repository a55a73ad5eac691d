"""``debug``, ``block``, ``flow``, ``path``, ``goto``, ``log``: where the conversation is inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vfmock.core.spec import TYPED
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.core.traces.origin import REF, must_be_ref
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject


@trace_step("debug")
@dataclass(frozen=True)
class Debug(TraceStep):
    """A message for whoever develops the agent; ``kind`` is its type, such as ``api``.

    ``context`` says what it is about, ``metadata`` is more about it, and ``ref`` is the step that
    it came from. Used up credits arrive as one that says ``credit_limit_reached``.
    """

    primary = "message"
    message: str
    kind: str | None = None
    level: Literal["fatal", "error", "warn", "info", "debug"] | None = None
    context: str | None = None
    metadata: Mapping[str, JSON] | None = None
    ref: JSON = field(default=None, metadata=REF)

    def __post_init__(self) -> None:
        must_be_ref(self.ref)

    def payload(self) -> JSONObject:
        """``{type?, message, level?, context?, metadata?, ref?}``."""
        return {
            **without_none(type=self.kind),
            "message": self.message,
            **without_none(
                level=self.level,
                context=self.context,
                metadata=None if self.metadata is None else dict(self.metadata),
                ref=self.ref,
            ),
        }


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
