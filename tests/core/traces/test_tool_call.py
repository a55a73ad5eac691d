"""``tool-call``: a start, the time that the tool takes, and an end of the same call."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import perform
from vfmock.core.traces.tool_call import Sound, ToolCall, tool_call
from vfmock.core.turn import Wait
from vfmock.errors import ScenarioError
from vfmock.types import JSONObject


def trace(state: str, call_id: str, **rest: object) -> JSONObject:
    """A trace of a call."""
    return {"type": "tool-call", "payload": {"state": state, "callID": call_id, **rest}}


def test_a_call_starts_and_ends() -> None:
    assert perform(tool_call(seconds="2s")) == [
        trace("start", "id1"),
        Wait(2),
        trace("end", "id1"),
    ]


def test_a_sound_is_played_until_it_ends() -> None:
    sound = Sound(ref="typing", volume=0.5)
    start, _, end = perform(tool_call("c1", sound=sound))
    assert start == trace("start", "c1", sound={"ref": "typing", "volume": 0.5})
    assert end == trace("end", "c1")
    assert perform(tool_call("c1", sound="bell"))[0] == trace("start", "c1", sound={"ref": "bell"})


def test_start_and_end_can_be_sent_alone() -> None:
    assert perform(tool_call("c1", state="start")) == [trace("start", "c1")]
    assert perform(tool_call("c1", state="end")) == [trace("end", "c1")]


def test_the_payload_is_that_of_the_start() -> None:
    assert tool_call("c1").payload() == {"state": "start", "callID": "c1"}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"state": "end"}, "a tool-call with only its 'end' needs a 'call_id'"),
        ({"seconds": -1}, "a tool works 0 seconds or more, not -1"),
    ],
)
def test_an_invalid_call_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        ToolCall(**given)
    assert str(raised.value) == problem


@pytest.mark.parametrize("volume", [-0.1, 1.1])
def test_a_volume_is_from_0_to_1(volume: float) -> None:
    with pytest.raises(ScenarioError, match="a volume is from 0 to 1, not "):
        Sound(ref="x", volume=volume)
    assert [Sound(ref="x", volume=edge).volume for edge in (0, 1)] == [0, 1]
