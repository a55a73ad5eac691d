"""``trace of an unknown action``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_of_an_unknown_action import TraceOfAnUnknownAction


def test_only_that_trace_has_a_new_message_id() -> None:
    outcome = change(TraceOfAnUnknownAction(trace=2), turn("a", "b"))
    assert outcome.told == ["m1 accepted", "m1 text 'a'", "made1 text 'b'", "m1 completed"]
    assert outcome.missed is None
