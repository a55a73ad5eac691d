"""``trace after completed``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_after_completed import TraceAfterCompleted


def test_the_last_trace_comes_after_completed() -> None:
    outcome = change(TraceAfterCompleted(), turn("a", "b", "c"))
    assert outcome.told == [
        "m1 accepted",
        "m1 text 'a'",
        "m1 text 'b'",
        "m1 completed",
        "m1 text 'c'",
    ]
    assert outcome.missed is None
    assert outcome.use.held == []


def test_the_fault_is_missed_in_a_turn_without_a_trace() -> None:
    outcome = change(TraceAfterCompleted(), turn())
    assert outcome.effects == turn()
    assert outcome.missed == "the turn had no trace"
