"""The base of every part of a scenario: frozen dataclasses, filled from a file or from Python.

The loader reads a part from a file by its fields. A mapping gives fields by name. Anything else is
the value of the ``primary`` field. So a new part is one dataclass, and needs no parser of its own.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any, ClassVar

from vfmock.errors import ScenarioError

STRINGS = ("str", "str | None")


class Part:
    """A part of a scenario.

    ``primary`` is the field that a bare value fills (``text: Hello``); ``None``: no field.
    ``takes_whole`` says that even a mapping is the value of the primary field (``log: {a: 1}``).

    A part may check more than the types of its fields. A JSON Schema can often say the same:
    ``constraints`` are keywords for the part's mapping, ``metadata={"schema": …}`` are keywords for
    a field.
    """

    primary: ClassVar[str | None] = None
    takes_whole: ClassVar[bool] = False
    constraints: ClassVar[Mapping[str, Any]] = {}


def must_count(name: str, value: object, *, words: tuple[str, ...] = ()) -> None:
    """Refuse what is no whole number from 1 on, and none of ``words``; ``None`` is fine.

    Raises:
        ScenarioError: the message has the name, what was wanted and what came.
    """
    if value is None or (isinstance(value, str) and value in words):
        return
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        wanted = ", or ".join(["1 or more", *map(repr, words)])
        raise ScenarioError(f"{name!r} is {wanted}, not {value!r:.40}")


def must_be_text(**values: object) -> None:
    """Refuse values that are neither texts nor ``None``.

    Raises:
        ScenarioError: the message has the name and what came.
    """
    for name, value in values.items():
        if not isinstance(value, str | None):
            raise ScenarioError(f"{name!r} is a text, not {value!r:.40}")


def must_be_probability(value: object) -> None:
    """Refuse what is no number from 0 to 1.

    Raises:
        ScenarioError: the message has what came.
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ScenarioError(f"'probability' is from 0 to 1, not {value!r:.40}")


POSITIVE: Mapping[str, Any] = {"schema": {"exclusiveMinimum": 0, "pattern": "[1-9]"}}
"""The metadata of a field that must be more than 0: a number, or a duration as a string."""

TYPED: Mapping[str, Any] = {
    "schema": {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"type": "string"}},
    }
}
"""The metadata of a field with a trace or a request: an object with a string ``type``."""


LITERAL: Mapping[str, Any] = {"templated": False}
"""The metadata of a field whose strings are no templates, even if they look like one."""


def at_most_one(*names: str, empty: tuple[Any, ...] = (None,)) -> dict[str, Any]:
    """Constraints: at most one of these fields is given; ``empty`` values count as not given."""
    pairs = [
        {"allOf": [_given(one, empty), _given(other, empty)]}
        for one, other in combinations(names, 2)
    ]
    return {"not": {"anyOf": pairs}}


def exactly_one(*names: str) -> dict[str, Any]:
    """Constraints: exactly one of these fields is given; ``null`` counts as not given."""
    return {"oneOf": [_given(name, (None,)) for name in names]}


def at_least_one(*names: str, empty: tuple[Any, ...] = (None,)) -> dict[str, Any]:
    """Constraints: at least one of these fields is given; ``empty`` values count as not given."""
    return {"anyOf": [_given(name, empty) for name in names]}


def _given(name: str, empty: tuple[Any, ...]) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"not": {"enum": list(empty)}}}}


def is_template(text: str) -> bool:
    """Whether a string contains anything for the template engine."""
    return "{{" in text or "{%" in text or "{#" in text


def has_template(value: Any) -> bool:
    """Whether any string in a value is a template, at any depth."""
    if isinstance(value, str):
        return is_template(value)
    if isinstance(value, Mapping):
        return any(has_template(key) or has_template(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return any(map(has_template, value))
    if dataclasses.is_dataclass(value):
        return any(
            has_template(getattr(value, f.name))
            for f in _own_fields(value)
            if f.metadata.get("templated", True)
        )
    return False


def render(value: Any, evaluate: Callable[[str], Any]) -> Any:
    """Return the value, with each template replaced by the result of ``evaluate``."""
    if isinstance(value, str):
        return evaluate(value) if is_template(value) else value
    if isinstance(value, Mapping):
        return {
            as_text(render(key, evaluate)): render(item, evaluate) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(render(item, evaluate) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return render_part(value, evaluate)
    return value


def render_part(part: Any, evaluate: Callable[[str], Any]) -> Any:
    """Return a dataclass with each template in its fields evaluated."""
    changes = {
        field.name: _fit(getattr(part, field.name), field.type, evaluate)
        for field in _own_fields(part)
        if field.init
    }
    return dataclasses.replace(part, **changes)


def must_be_json(value: Any, what: str) -> None:
    """Refuse a value that no message can carry: a set, bytes, a Python object, a circle.

    Raises:
        ScenarioError: the value is not JSON; ``what`` is its name in the message.
    """
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ScenarioError(f"{what} is no JSON: {error}") from None


def as_text(value: Any) -> str:
    """A JSON value as a text: a string stays as it is, anything else is written as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _own_fields(part: Any) -> list[dataclasses.Field[Any]]:
    """The fields that a scenario fills. The part's place in its file is not one of them."""
    return [field for field in dataclasses.fields(part) if not field.metadata.get("internal")]


def _fit(value: Any, hint: Any, evaluate: Callable[[str], Any]) -> Any:
    """Render a field. A template alone may give any type. A string field gets the text of it.

    ``hint`` is the annotation as a string, because the modules of parts have string annotations.
    """
    rendered = render(value, evaluate)
    return as_text(rendered) if isinstance(value, str) and hint in STRINGS else rendered
