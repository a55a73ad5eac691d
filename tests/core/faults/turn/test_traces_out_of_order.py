"""``traces out of order``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.traces_out_of_order import TracesOutOfOrder


def test_the_second_trace_comes_before_the_first() -> None:
    outcome = change(TracesOutOfOrder(), turn(*"abc"))
    assert outcome.told == [
        "m1 accepted",
        "m1 text 'b'",
        "m1 text 'a'",
        "m1 text 'c'",
        "m1 completed",
    ]
    assert outcome.missed is None


def test_a_turn_with_one_trace_loses_nothing() -> None:
    outcome = change(TracesOutOfOrder(), turn("a"))
    assert outcome.effects == turn("a")
    assert outcome.missed == "the turn had 1 traces, wanted two"
