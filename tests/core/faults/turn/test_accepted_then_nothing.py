"""``accepted then nothing``."""

from __future__ import annotations

from tests.core.faults.answers import ACCEPTED, change, turn
from vfmock.core.faults.turn.accepted_then_nothing import AcceptedThenNothing


def test_nothing_comes_after_accepted() -> None:
    outcome = change(AcceptedThenNothing(), turn("a", "b"))
    assert outcome.told == ["m1 accepted"]
    assert outcome.missed is None


def test_the_fault_is_missed_in_a_turn_that_does_not_go_on() -> None:
    assert change(AcceptedThenNothing(), [ACCEPTED]).missed == "there was nothing to change"
