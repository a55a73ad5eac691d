"""``trace before accepted``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_before_accepted import TraceBeforeAccepted


def test_the_first_trace_comes_before_accepted() -> None:
    outcome = change(TraceBeforeAccepted(), turn("a", "b"))
    assert outcome.told == ["m1 text 'a'", "m1 accepted", "m1 text 'b'", "m1 completed"]
    assert outcome.missed is None


def test_a_turn_without_a_trace_is_not_changed() -> None:
    outcome = change(TraceBeforeAccepted(), turn())
    assert outcome.effects == turn()
    assert outcome.missed == "the turn had no trace"
