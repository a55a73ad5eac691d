"""What every trace step has in common."""

from __future__ import annotations

import pytest

from tests.core.builders import make_turn, perform
from vfmock.core.buttons import Button
from vfmock.core.steps import STEPS
from vfmock.core.traces.base import trace_step, without_none
from vfmock.core.traces.choice import Choice, choice
from vfmock.core.traces.diagnostics import Log
from vfmock.core.traces.speak import Speak
from vfmock.core.traces.text import Text, text
from vfmock.errors import DuplicateName, ScenarioError


def test_a_trace_without_a_payload_has_no_key_for_it() -> None:
    assert perform(Log(None)) == [{"type": "log"}]
    assert perform(Log({})) == [{"type": "log", "payload": {}}]


def test_a_static_trace_is_made_once() -> None:
    step = choice("a")
    (first,), (second,) = perform(step), perform(step)
    assert first is second


def test_a_template_is_rendered_for_each_turn() -> None:
    step = text("Hello {{ name }}")
    assert step.rendered(make_turn(names={"name": "Ada"})) == text("Hello Ada")
    assert step.rendered(make_turn(names={"name": "Bob"})) == text("Hello Bob")


def test_a_template_inside_a_part_is_rendered() -> None:
    step = choice(Button(name="{{ what }}", text="a {{ what }}"))
    rendered = step.rendered(make_turn(names={"what": "pizza"}))
    assert rendered == Choice((Button(name="pizza", text="a pizza"),))


def test_a_value_becomes_text_in_a_field_for_text() -> None:
    assert text("{{ n }}").rendered(make_turn(names={"n": 7})) == text("7")
    assert text("{{ n }}").rendered(make_turn(names={"n": {"a": "ä"}})) == text('{"a": "ä"}')


def test_a_rendered_step_is_checked_again() -> None:
    with pytest.raises(ScenarioError, match="a speak has a 'message' or"):
        perform(Speak(message="{{ nothing }}"), make_turn(names={"nothing": ""}))


def test_a_trace_type_has_one_step() -> None:
    with pytest.raises(DuplicateName) as raised:
        trace_step("text")(type("Other", (Text,), {}))
    assert str(raised.value) == "two steps are named 'text'"
    assert STEPS["text"] is Text


def test_without_none_keeps_all_other_values() -> None:
    assert without_none(a=None, b=0, c="", d=False) == {"b": 0, "c": "", "d": False}
