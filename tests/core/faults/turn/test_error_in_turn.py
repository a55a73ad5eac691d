"""``error in turn``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.error_in_turn import ErrorInTurn


def test_an_error_comes_before_the_trace() -> None:
    outcome = change(ErrorInTurn(trace=2, message="no", code="x"), turn("a", "b"))
    assert outcome.told == [
        "m1 accepted",
        "m1 text 'a'",
        "error x: no",
        "m1 text 'b'",
        "m1 completed",
    ]
    assert outcome.missed is None


def test_the_error_has_no_code_by_default() -> None:
    assert "error None: something went wrong" in change(ErrorInTurn(), turn("a")).told
