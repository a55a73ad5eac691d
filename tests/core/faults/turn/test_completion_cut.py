"""``completion cut``."""

from __future__ import annotations

import pytest

from tests.core.faults.answers import change, traces, turn
from vfmock.core.faults.turn.completion_cut import CompletionCut
from vfmock.errors import ScenarioError
from vfmock.types import JSONObject


def part(state: str, content: str = "") -> JSONObject:
    """One trace of an answer in chunks."""
    return {"type": "completion", "payload": {"state": state, "content": content}}


ABC = [part("start"), *(part("content", letter) for letter in "abc"), part("end")]


@pytest.mark.parametrize(("chunks", "left"), [(0, ""), (1, "a"), (2, "ab"), (3, "abc"), (9, "abc")])
def test_no_more_chunks_and_no_end_are_sent(chunks: int, left: str) -> None:
    outcome = change(CompletionCut(chunks), turn(*ABC, "after"))
    assert [trace["payload"].get("content") for trace in outcome.traces] == ["", *left, None]
    assert outcome.told[-2:] == ["m1 text 'after'", "m1 completed"]
    assert outcome.missed is None


def test_each_completion_of_a_turn_is_cut() -> None:
    outcome = change(CompletionCut(2), turn(*ABC, *ABC))
    contents = "".join(trace["payload"]["content"] for trace in outcome.traces)
    assert contents == "abab"


@pytest.mark.parametrize("payload", [{}, {"payload": None}, {"payload": "not this"}])
def test_a_completion_that_is_not_in_chunks_is_not_changed(payload: JSONObject) -> None:
    outcome = change(CompletionCut(), traces({"type": "completion", **payload}))
    assert len(outcome.traces) == 1
    assert outcome.missed == "the turn had no completion in chunks"


def test_the_fault_is_missed_in_a_turn_without_a_completion() -> None:
    outcome = change(CompletionCut(), turn("a"))
    assert outcome.effects == turn("a")
    assert outcome.missed == "the turn had no completion in chunks"


def test_the_number_of_chunks_before_the_cut_is_not_negative() -> None:
    with pytest.raises(ScenarioError) as raised:
        CompletionCut(-1)
    assert str(raised.value) == "a completion is cut after 0 chunks or more, not -1"
