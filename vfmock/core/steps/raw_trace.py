"""``trace``: a trace exactly as it is given, of any type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vfmock.core.spec import LITERAL, TYPED, must_be_json
from vfmock.core.step import Step, step
from vfmock.core.turn import Turn
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject


@step("trace")
@dataclass(frozen=True)
class RawTrace(Step):
    """Send ``body``, a JSON object ``{type, payload?, paths?, defaultPath?, …}``, untouched.

    ``{{`` and ``{#`` in it are no templates, because Voiceflow writes entities as
    ``{{[size].id}}``. For templates there is ``trace-template``.
    """

    primary = "body"
    takes_whole = True
    body: JSON = field(metadata={**TYPED, **LITERAL})

    def __post_init__(self) -> None:
        must_be_trace(self.body)

    def perform(self, turn: Turn) -> Iterable[JSONObject]:
        return [self.body]


def must_be_trace(body: JSON) -> None:
    """Refuse what is no trace.

    Raises:
        ScenarioError: the body is not a JSON object with a string ``type``.
    """
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        raise ScenarioError(f"a trace is an object with a string 'type', not {body!r:.80}")
    must_be_json(body, "the trace")


def trace(body: JSONObject | None = None, /, **keys: JSON) -> RawTrace:
    """Send a trace as it is: ``trace({"type": "log", …})`` or ``trace(type="log", …)``."""
    return RawTrace({**(body or {}), **keys})
