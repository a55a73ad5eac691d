"""``trace duplicated``, and what all faults of one trace have in common."""

from __future__ import annotations

import pytest

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_duplicated import TraceDuplicated
from vfmock.errors import ScenarioError


@pytest.mark.parametrize(("trace", "heard"), [(1, "aabc"), (2, "abbc"), (3, "abcc")])
def test_the_chosen_trace_comes_twice(trace: int, heard: str) -> None:
    outcome = change(TraceDuplicated(trace=trace), turn(*"abc"))
    assert outcome.told == ["m1 accepted", *(f"m1 text {x!r}" for x in heard), "m1 completed"]
    assert outcome.missed is None


def test_the_note_on_a_turn_without_that_trace_says_how_many_there_were() -> None:
    outcome = change(TraceDuplicated(trace=4), turn(*"abc"))
    assert outcome.effects == turn(*"abc")
    assert outcome.missed == "the turn had 3 traces, and no trace 4"


def test_traces_count_from_one() -> None:
    with pytest.raises(ScenarioError) as raised:
        TraceDuplicated(trace=0)
    assert str(raised.value) == "traces count from 1, there is no trace 0"
