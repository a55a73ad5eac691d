"""``trace without payload``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_without_payload import TraceWithoutPayload


def test_that_trace_has_only_a_type_and_a_time() -> None:
    trace = {"type": "log", "payload": {"a": 1}, "time": 5}
    outcome = change(TraceWithoutPayload(), turn(trace, "b"))
    assert outcome.traces[0] == {"type": "log", "time": 5}
    assert trace["payload"] == {"a": 1}, "traces are shared, and never changed"
    assert outcome.told[-2:] == ["m1 text 'b'", "m1 completed"]
    assert outcome.missed is None
