"""Traces whose shape Voiceflow does not publish: any object."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import perform
from vfmock.core.steps import STEPS
from vfmock.errors import ScenarioError

TYPES = [
    "knowledgeBase",
    "knowledge-base",
    "live-agent-handoff",
    "tool-call",
    "reasoning",
    "dtmf",
    "call-forward",
    "realtime-agent",
]


def make(kind: str, data: Any) -> Any:
    """A step of that type."""
    cls: Any = STEPS[kind]
    return cls(data=data)


@pytest.mark.parametrize("kind", TYPES)
def test_an_object_goes_out_as_given(kind: str) -> None:
    assert perform(make(kind, {"a": [1, {}]})) == [{"type": kind, "payload": {"a": [1, {}]}}]


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("data", ["x", None, [1], 7])
def test_anything_else_is_told(kind: str, data: Any) -> None:
    with pytest.raises(ScenarioError) as raised:
        make(kind, data)
    assert str(raised.value) == f"the payload of {kind!r} is an object, not {data!r}"
