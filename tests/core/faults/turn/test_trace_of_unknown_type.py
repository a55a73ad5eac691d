"""``trace of unknown type``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_of_unknown_type import TraceOfUnknownType


def test_a_trace_that_no_client_knows_comes_before_the_trace() -> None:
    outcome = change(TraceOfUnknownType(), turn("a"))
    strange, known = outcome.traces
    assert strange == {"type": "from-the-future", "payload": {"version": 99}}
    assert known["payload"]["message"] == "a"
    assert outcome.missed is None


def test_the_type_can_be_chosen() -> None:
    assert change(TraceOfUnknownType(type="x"), turn("a")).traces[0]["type"] == "x"


def test_the_time_of_the_trace_is_kept() -> None:
    assert change(TraceOfUnknownType(), turn({"type": "log", "time": 5})).traces[0]["time"] == 5
