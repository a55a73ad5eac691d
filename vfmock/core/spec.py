"""What every part of a scenario is made of: frozen dataclasses that a file and Python both fill.

The loader reads a part from a file by its fields: a mapping gives fields by name, anything else is
the value of the ``primary`` field. So a new part is one dataclass, and needs no parsing of its own.
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

    ``primary`` is the field that a bare value fills (``text: Hello``); ``None``: there is none.
    ``takes_whole`` says that even a mapping is the value of the primary field (``log: {a: 1}``).

    What a part checks by itself, beside the types of its fields, a JSON Schema can often say too:
    ``constraints`` are keywords for its mapping, ``metadata={"schema": …}`` those for a field.
    """

    primary: ClassVar[str | None] = None
    takes_whole: ClassVar[bool] = False
    constraints: ClassVar[Mapping[str, Any]] = {}


POSITIVE: Mapping[str, Any] = {"schema": {"exclusiveMinimum": 0, "pattern": "[1-9]"}}
"""The metadata of a field that is more than 0: a number, or a duration as a string."""

TYPED: Mapping[str, Any] = {
    "schema": {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"type": "string"}},
    }
}
"""The metadata of a field that is a trace or a request: an object with a string ``type``."""


def at_most_one(*names: str, empty: tuple[Any, ...] = (None,)) -> dict[str, Any]:
    """Constraints: no two of these fields are given; ``empty`` values are as good as nothing."""
    pairs = [
        {"allOf": [_given(one, empty), _given(other, empty)]}
        for one, other in combinations(names, 2)
    ]
    return {"not": {"anyOf": pairs}}


def exactly_one(*names: str) -> dict[str, Any]:
    """Constraints: one of these fields is given, and only one; ``null`` is as good as nothing."""
    return {"oneOf": [_given(name, (None,)) for name in names]}


def at_least_one(*names: str, empty: tuple[Any, ...] = (None,)) -> dict[str, Any]:
    """Constraints: one of these fields is given; ``empty`` values are as good as nothing."""
    return {"anyOf": [_given(name, empty) for name in names]}


def _given(name: str, empty: tuple[Any, ...]) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"not": {"enum": list(empty)}}}}


def is_template(text: str) -> bool:
    """Whether a string has anything for the template engine to do."""
    return "{{" in text or "{%" in text or "{#" in text


def has_template(value: Any) -> bool:
    """Whether any string in a value, however deep, is a template."""
    if isinstance(value, str):
        return is_template(value)
    if isinstance(value, Mapping):
        return any(has_template(key) or has_template(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return any(map(has_template, value))
    if dataclasses.is_dataclass(value):
        return any(has_template(getattr(value, f.name)) for f in _own_fields(value))
    return False


def render(value: Any, evaluate: Callable[[str], Any]) -> Any:
    """Return the value with each template in it replaced by what ``evaluate`` makes of it."""
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
    """Refuse a value that no message can carry: a set, bytes, an object of Python's, a circle.

    Raises:
        ScenarioError: it is no JSON; ``what`` is what the message calls it.
    """
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ScenarioError(f"{what} is no JSON: {error}") from None


def as_text(value: Any) -> str:
    """A JSON value as it stands in a text: a string as it is, anything else as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _own_fields(part: Any) -> list[dataclasses.Field[Any]]:
    """The fields that a scenario fills: where the part stands in its file is none of them."""
    return [field for field in dataclasses.fields(part) if not field.metadata.get("internal")]


def _fit(value: Any, hint: Any, evaluate: Callable[[str], Any]) -> Any:
    """Render a field. A template alone gives any type, ``null`` too; a string's field has its text.

    ``hint`` is the annotation as it is written: every module of parts has them as strings.
    """
    rendered = render(value, evaluate)
    return as_text(rendered) if isinstance(value, str) and hint in STRINGS else rendered
