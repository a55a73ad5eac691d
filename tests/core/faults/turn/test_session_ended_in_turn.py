"""``session.ended in turn``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.session_ended_in_turn import SessionEndedInTurn


def test_the_session_ends_instead_of_the_trace_and_nothing_follows() -> None:
    outcome = change(SessionEndedInTurn(trace=2), turn("a", "b", "c"))
    reason = "inactivity_timeout"
    assert outcome.told == [
        "m1 accepted",
        "m1 text 'a'",
        f"ended {reason}",
        f"end {reason} silently",
    ]
    assert outcome.missed is None


def test_the_reason_can_be_chosen() -> None:
    assert "ended moved" in change(SessionEndedInTurn(reason="moved"), turn("a")).told
