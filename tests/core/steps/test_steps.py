"""The registry of steps, those that are traces included."""

from __future__ import annotations

import pytest

from vfmock.core.steps import STEPS, Step
from vfmock.core.traces.base import TraceStep
from vfmock.errors import UnknownName

TRACES = [
    "audio",
    "block",
    "call-forward",
    "cardV2",
    "carousel",
    "channel-action",
    "choice",
    "completion",
    "debug",
    "dtmf",
    "end",
    "entity-filling",
    "flow",
    "goto",
    "knowledge-base",
    "knowledgeBase",
    "live-agent-handoff",
    "log",
    "no-reply",
    "path",
    "realtime-agent",
    "reasoning",
    "speak",
    "stream",
    "text",
    "tool-call",
    "visual",
]
"""Every trace type of the public reference."""


def test_every_step_is_known_by_its_word() -> None:
    assert list(STEPS) == sorted([*TRACES, "fault", "pause", "restart", "trace"])


@pytest.mark.parametrize("kind", TRACES)
def test_a_trace_is_known_by_its_type(kind: str) -> None:
    step = STEPS[kind]
    assert issubclass(step, TraceStep)
    assert step.type == kind


@pytest.mark.parametrize("name", STEPS)
def test_a_step_says_what_it_is_for(name: str) -> None:
    assert issubclass(STEPS[name], Step)
    assert STEPS[name].__doc__


def test_an_unknown_step_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"^unknown step 'txt', did you mean 'text'"):
        STEPS["txt"]
