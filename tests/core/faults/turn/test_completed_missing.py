"""``completed missing``."""

from __future__ import annotations

from tests.core.faults.answers import ACCEPTED, REJECTED, change, turn
from vfmock.core.faults.turn.completed_missing import CompletedMissing


def test_only_completed_is_left_out() -> None:
    outcome = change(CompletedMissing(), turn("a"))
    assert outcome.told == ["m1 accepted", "m1 text 'a'"]
    assert outcome.missed is None


def test_a_rejection_is_not_a_completion() -> None:
    outcome = change(CompletedMissing(), [ACCEPTED, REJECTED])
    assert outcome.effects == [ACCEPTED, REJECTED]
    assert outcome.missed == "there was nothing to change"
