"""``debug``, ``block``, ``flow``, ``path``, ``goto`` and ``log``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import perform
from vfmock.core.traces.base import TraceStep
from vfmock.core.traces.diagnostics import Block, Debug, Flow, Goto, Log, Path
from vfmock.errors import ScenarioError


@pytest.mark.parametrize(
    ("step", "trace"),
    [
        (Debug("m"), {"type": "debug", "payload": {"message": "m"}}),
        (Debug("m", kind="api"), {"type": "debug", "payload": {"type": "api", "message": "m"}}),
        (
            Debug("m", level="error", context="c", metadata={"a": 1}, ref={"type": "node"}),
            {
                "type": "debug",
                "payload": {
                    "message": "m",
                    "level": "error",
                    "context": "c",
                    "metadata": {"a": 1},
                    "ref": {"type": "node"},
                },
            },
        ),
        (Block("b1"), {"type": "block", "payload": {"blockID": "b1"}}),
        (Flow("d1"), {"type": "flow", "payload": {"diagramID": "d1"}}),
        (Flow("d1", "Main"), {"type": "flow", "payload": {"name": "Main", "diagramID": "d1"}}),
        (Path("p1"), {"type": "path", "payload": {"path": "p1"}}),
        (
            Goto({"type": "launch", "diagramID": "d1"}),
            {"type": "goto", "payload": {"request": {"type": "launch", "diagramID": "d1"}}},
        ),
        (Log({"a": [1]}), {"type": "log", "payload": {"a": [1]}}),
    ],
)
def test_the_trace(step: TraceStep, trace: dict[str, Any]) -> None:
    assert perform(step) == [trace]


@pytest.mark.parametrize("request_", ["menu", {}, {"type": 1}])
def test_the_error_for_a_goto_with_a_state_says_how_to_change_state(request_: Any) -> None:
    with pytest.raises(ScenarioError) as raised:
        Goto(request_)
    assert str(raised.value) == (
        "a goto trace has a request with a string 'type'"
        " (to change the state, write 'goto' beside 'reply', not in it)"
    )
