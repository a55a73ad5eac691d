"""``accepted missing``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.accepted_missing import AcceptedMissing


def test_only_accepted_is_left_out() -> None:
    outcome = change(AcceptedMissing(), turn("a"))
    assert outcome.told == ["m1 text 'a'", "m1 completed"]
    assert outcome.missed is None
