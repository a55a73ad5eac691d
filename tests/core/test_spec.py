"""Parts of a scenario: which of them have templates, and how templates are rendered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.core.builders import look_up
from vfmock.core.buttons import Button
from vfmock.core.spec import (
    Part,
    as_text,
    has_template,
    is_template,
    must_be_json,
    render,
    render_part,
)
from vfmock.errors import Place, ScenarioError


@dataclass(frozen=True)
class Inner(Part):
    """A part of a part."""

    name: str
    note: str | None = None


@dataclass(frozen=True)
class Outer(Part):
    """A part with all kinds of fields."""

    title: str
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    data: Any = None
    size: int = 0
    made: str = field(init=False, default="as it was made")


NAMES = {"n": 7, "word": "pizza", "none": None, "deep": {"a": [1]}}


def evaluate(source: str) -> Any:
    """Look a name up."""
    return look_up(source, NAMES)


def made_of(value: Any) -> Any:
    """The value with its templates rendered."""
    return render(value, evaluate)


@pytest.mark.parametrize("text", ["{{ a }}", "x {% if %}", "{# note #}"])
def test_a_text_with_template_marks_is_a_template(text: str) -> None:
    assert is_template(text)


@pytest.mark.parametrize("text", ["", "plain", "{ a }", "}}", "100 %}"])
def test_a_text_without_template_marks_is_not_a_template(text: str) -> None:
    assert not is_template(text)


@pytest.mark.parametrize(
    "value",
    [
        "{{ n }}",
        {"a": "{{ n }}"},
        {"{{ word }}": 1},
        ["a", ["{{ n }}"]],
        ("{{ n }}",),
        Inner("{{ n }}"),
        Outer("a", Inner("b", "{{ n }}")),
        Outer("a", many=(Inner("b"), Inner("{{ n }}"))),
        {"a": [Outer("a", data={"b": ("{{ n }}",)})]},
    ],
)
def test_a_template_is_found_at_any_depth(value: Any) -> None:
    assert has_template(value)


@pytest.mark.parametrize(
    "value", ["a", 7, None, True, {"a": ["b"]}, [], (), Inner("a"), Outer("a", Inner("b"))]
)
def test_no_template_is_found_in_a_value_without_one(value: Any) -> None:
    assert not has_template(value)
    assert made_of(value) == value


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("{{ n }}", 7),
        ("{{ n }} {{ word }}", "7 pizza"),
        ({"a": "{{ deep }}"}, {"a": {"a": [1]}}),
        ({"{{ word }}": 1, "{{ n }}": 2}, {"pizza": 1, "7": 2}),
        (["{{ n }}", "x"], [7, "x"]),
        (("{{ n }}", "x"), (7, "x")),
        (Inner("{{ word }}"), Inner("pizza")),
    ],
)
def test_a_template_becomes_what_it_evaluates_to(value: Any, made: Any) -> None:
    assert made_of(value) == made


def test_a_class_is_not_rendered() -> None:
    assert made_of(Inner) is Inner


def test_the_fields_of_a_part_are_rendered() -> None:
    part = Outer(
        "{{ word }}",
        inner=Inner("{{ word }}", "x"),
        many=(Inner("{{ word }}"),),
        data={"k": "{{ n }}"},
        size=3,
    )
    assert render_part(part, evaluate) == Outer(
        "pizza", inner=Inner("pizza", "x"), many=(Inner("pizza"),), data={"k": 7}, size=3
    )


def test_a_field_for_a_string_takes_any_value_as_text() -> None:
    assert render_part(Inner("{{ n }}", "{{ deep }}"), evaluate) == Inner("7", '{"a": [1]}')
    assert render_part(Inner("{{ none }}", "{{ none }}"), evaluate) == Inner("null", "null")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is", "as it is"),
        (7, "7"),
        (None, "null"),
        (True, "true"),
        ({"ä": [1]}, '{"ä": [1]}'),
        ({1}, '"{1}"'),
    ],
)
def test_a_value_can_be_shown_as_text(value: Any, text: str) -> None:
    assert as_text(value) == text


CIRCLE: list[Any] = []
CIRCLE.append(CIRCLE)


@pytest.mark.parametrize("value", [None, True, 7, 0.5, "\ud83d", [1, ("a",)], {"a": {"b": None}}])
def test_a_json_value_is_taken(value: Any) -> None:
    must_be_json(value, "the payload")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"a": {1}}, "Object of type set is not JSON serializable"),
        ([b"x"], "Object of type bytes is not JSON serializable"),
        (float("nan"), "Out of range float values are not JSON compliant"),
        (CIRCLE, "Circular reference detected"),
        ({(1, 2): 3}, "keys must be str, int, float, bool or None, not tuple"),
    ],
)
def test_a_value_that_is_not_json_is_refused(value: Any, problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        must_be_json(value, "the payload")
    assert str(raised.value).startswith(f"the payload is no JSON: {problem}")


def test_a_part_is_a_mapping_by_default() -> None:
    assert Part.primary is None
    assert Part.takes_whole is False


def test_the_place_of_a_part_is_not_a_template() -> None:
    button = Button(name="Yes", place=Place("{{ 1 }}.yaml", 1, 1))
    assert not has_template(button)
    assert render_part(button, lambda source: source.upper()) == Button(name="Yes")
    assert "place" not in repr(button)
