"""``trace-template``: a trace of any type, with templates in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vfmock.core.spec import TYPED, has_template, render
from vfmock.core.step import Step, step
from vfmock.core.steps.raw_trace import must_be_trace
from vfmock.core.turn import Turn
from vfmock.types import JSON, JSONObject


@step("trace-template")
@dataclass(frozen=True)
class TraceTemplate(Step):
    """Send ``body``, a JSON object ``{type, payload?, …}``, with its templates evaluated.

    Use ``trace`` for a trace that was recorded: it may have ``{{`` that is no template.
    """

    primary = "body"
    takes_whole = True
    body: JSON = field(metadata=TYPED)

    def __post_init__(self) -> None:
        must_be_trace(self.body)

    def perform(self, turn: Turn) -> Iterable[JSONObject]:
        if not has_template(self.body):
            return [self.body]
        body: JSONObject = render(self.body, turn.evaluate)
        must_be_trace(body)
        return [body]


def trace_template(body: JSONObject | None = None, /, **keys: JSON) -> TraceTemplate:
    """Send a trace of any type, with its templates evaluated."""
    return TraceTemplate({**(body or {}), **keys})
