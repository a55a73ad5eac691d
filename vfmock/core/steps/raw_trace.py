"""``trace``: a trace exactly as it is given, of any type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vfmock.core.spec import TYPED, has_template, must_be_json, render
from vfmock.core.step import Step, step
from vfmock.core.turn import Turn
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject


@step("trace")
@dataclass(frozen=True)
class RawTrace(Step):
    """Send ``body``, a JSON object ``{type, payload?, paths?, defaultPath?, …}``, untouched."""

    primary = "body"
    takes_whole = True
    body: JSON = field(metadata=TYPED)

    def __post_init__(self) -> None:
        _check(self.body)

    def perform(self, turn: Turn) -> Iterable[JSONObject]:
        if not has_template(self.body):
            return [self.body]
        body: JSONObject = render(self.body, turn.evaluate)
        _check(body)
        return [body]


def _check(body: JSON) -> None:
    """Refuse what is no trace, also where a template made it so."""
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        raise ScenarioError(f"a trace is an object with a string 'type', not {body!r:.80}")
    must_be_json(body, "the trace")


def trace(body: JSONObject | None = None, /, **keys: JSON) -> RawTrace:
    """Send a trace as it is: ``trace({"type": "log", …})`` or ``trace(type="log", …)``."""
    return RawTrace({**(body or {}), **keys})
