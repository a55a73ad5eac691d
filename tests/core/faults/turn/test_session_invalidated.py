"""``session invalidated``."""

from __future__ import annotations

from tests.core.faults.answers import REJECTED, change, turn
from vfmock.core.faults.turn.session_invalidated import SessionInvalidated


def test_the_session_ends_silently_when_the_turn_is_over() -> None:
    outcome = change(SessionInvalidated(), turn("a"))
    assert outcome.told == [
        "m1 accepted",
        "m1 text 'a'",
        "m1 completed",
        "end invalidated silently",
    ]
    assert outcome.missed is None


def test_a_rejected_turn_is_over_too() -> None:
    assert change(SessionInvalidated(), [REJECTED]).told == [
        "m1 rejected: no",
        "end invalidated silently",
    ]
