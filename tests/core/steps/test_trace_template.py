"""``trace-template``: a trace of any type, with its templates evaluated."""

from __future__ import annotations

import pytest

from tests.core.builders import make_turn, perform
from vfmock.core.steps.trace_template import TraceTemplate, trace_template
from vfmock.errors import ScenarioError


def test_templates_are_rendered_at_any_depth() -> None:
    step = trace_template(type="log", payload={"{{ key }}": ["{{ value }}", "a {{ value }}"]})
    turn = make_turn(names={"key": "k", "value": 7})
    assert perform(step, turn) == [{"type": "log", "payload": {"k": [7, "a 7"]}}]


def test_a_trace_without_templates_goes_out_as_it_is() -> None:
    assert perform(trace_template({"type": "own"}, payload=1)) == [{"type": "own", "payload": 1}]


def test_an_invalid_trace_is_refused() -> None:
    with pytest.raises(ScenarioError, match="an object with a string"):
        TraceTemplate({"payload": "x"})


def test_an_invalid_trace_made_by_a_template_is_refused() -> None:
    with pytest.raises(ScenarioError, match="an object with a string"):
        perform(trace_template(type="{{ five }}"), make_turn(names={"five": 5}))
