"""``trace of another action``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_of_another_action import TraceOfAnotherAction


def test_the_message_id_is_that_of_the_action_before() -> None:
    outcome = change(TraceOfAnotherAction(), turn("a", "b"), earlier="m0")
    assert outcome.told == ["m1 accepted", "m0 text 'a'", "m1 text 'b'", "m1 completed"]
    assert outcome.missed is None


def test_the_fault_is_missed_at_the_first_action() -> None:
    outcome = change(TraceOfAnotherAction(), turn("a"))
    assert outcome.effects == turn("a")
    assert outcome.missed == "there was no action before this one"


def test_the_fault_is_missed_in_a_turn_without_that_trace() -> None:
    outcome = change(TraceOfAnotherAction(trace=2), turn("a"), earlier="m0")
    assert outcome.missed == "the turn had 1 traces, and no trace 2"
