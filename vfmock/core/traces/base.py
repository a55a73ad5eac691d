"""The base of every step that is a trace.

Each trace is ``{type, payload?, time?, paths?, defaultPath?, turnID?, handleID?}`` (public
reference, "Trace types"); the session adds ``time`` when it sends one.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import ClassVar, TypeVar

from vfmock.core.spec import has_template, must_be_json, render_part
from vfmock.core.step import STEPS, Step
from vfmock.core.turn import Constant, Output, Turn
from vfmock.types import JSON, JSONObject

S = TypeVar("S", bound="type[TraceStep]")


class TraceStep(Step):
    """A step that sends one trace, made from its fields alone.

    A subclass says what the ``payload`` is; ``type`` is the trace type on the wire. ``schema`` is
    the JSON Schema of such traces where none lies in ``schemas/traces/``.
    """

    type: ClassVar[str]
    schema: ClassVar[JSONObject | None] = None

    @abstractmethod
    def payload(self) -> JSON:
        """The payload of the trace; ``None`` leaves it out."""

    def perform(self, turn: Turn) -> Iterable[Output]:
        if self._is_static:
            return (Constant(self.trace, self.trace),)
        return (self.rendered(turn).trace,)

    def rendered(self: T, turn: Turn) -> T:
        """This step with its templates evaluated; itself where it has none."""
        return self if self._is_static else render_part(self, turn.evaluate)

    @cached_property
    def trace(self) -> JSONObject:
        """The trace as it is on the wire, made once for each step: never change it."""
        payload = self.payload()
        must_be_json(payload, f"the payload of {self.type!r}")
        return {"type": self.type} if payload is None else {"type": self.type, "payload": payload}

    @cached_property
    def _is_static(self) -> bool:
        return not has_template(self)


class MessageStep(TraceStep):
    """A trace step whose payload, an object, has a ``messageID`` of its own each time."""

    def perform(self, turn: Turn) -> Iterable[Output]:
        if self._is_static:
            return (Constant(self.trace, self.with_id(turn)),)
        return (self.rendered(turn).with_id(turn),)

    def with_id(self, turn: Turn) -> JSONObject:
        """The trace with a new ``messageID``, unless the step gives one."""
        trace = self.trace
        payload = trace["payload"]
        if "messageID" in payload:
            return trace
        return {**trace, "payload": {**payload, "messageID": turn.new_id()}}


T = TypeVar("T", bound=TraceStep)


def trace_step(trace_type: str) -> Callable[[S], S]:
    """Register a trace step; the word that scenarios use for it is the trace type."""

    def add(cls: S) -> S:
        cls.type = trace_type
        return STEPS.register(trace_type)(cls)

    return add


def without_none(**payload: JSON) -> JSONObject:
    """A payload without the keys that were not given."""
    return {key: value for key, value in payload.items() if value is not None}
