"""``trace``: exactly what is given."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import make_turn, perform
from vfmock.core.spec import has_template
from vfmock.core.steps.raw_trace import RawTrace, trace
from vfmock.errors import ScenarioError


def test_a_trace_of_any_type_goes_out_untouched() -> None:
    body = {
        "type": "own",
        "payload": {"a": [1, None]},
        "time": 5,
        "paths": [{"label": "x", "event": {"type": "y"}}],
        "defaultPath": 0,
    }
    (made,) = perform(trace(body))
    assert made is not body
    assert made == body


def test_keys_and_an_object_make_one_trace() -> None:
    assert trace({"type": "log"}, payload=1) == RawTrace({"type": "log", "payload": 1})
    assert trace(type="log") == RawTrace({"type": "log"})


@pytest.mark.parametrize("words", ["{{[size].id}}", "{{ user.id }}", "{# a #}", "{% if %}", "{{"])
def test_what_looks_like_a_template_goes_out_untouched(words: str) -> None:
    body = {"type": "text", "payload": {"message": words, words: [words]}}
    assert perform(trace(body), make_turn(names={"user.id": "u"})) == [body]
    assert not has_template(trace(body))


@pytest.mark.parametrize("body", [{}, {"type": 1}, {"payload": "x"}, "text", None, []])
def test_an_invalid_trace_is_refused(body: Any) -> None:
    with pytest.raises(ScenarioError) as raised:
        RawTrace(body)
    assert str(raised.value) == f"a trace is an object with a string 'type', not {body!r}"
