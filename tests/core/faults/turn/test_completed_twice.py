"""``completed twice``."""

from __future__ import annotations

from tests.core.faults.answers import REJECTED, change, turn
from vfmock.core.faults.turn.completed_twice import CompletedTwice


def test_completed_is_sent_two_times() -> None:
    outcome = change(CompletedTwice(), turn("a"))
    assert outcome.told == ["m1 accepted", "m1 text 'a'", "m1 completed", "m1 completed"]
    assert outcome.missed is None


def test_a_rejection_is_not_a_completion() -> None:
    outcome = change(CompletedTwice(), [REJECTED])
    assert outcome.effects == [REJECTED]
    assert outcome.missed == "there was nothing to change"
