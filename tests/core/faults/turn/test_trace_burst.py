"""``trace burst``."""

from __future__ import annotations

import pytest

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_burst import TraceBurst
from vfmock.errors import ScenarioError


def test_the_given_number_of_logs_comes_before_the_trace() -> None:
    outcome = change(TraceBurst(count=3), turn("a"))
    logs = [{"type": "log", "payload": {"number": n}} for n in (1, 2, 3)]
    assert outcome.traces[:3] == logs
    assert outcome.told[-2:] == ["m1 text 'a'", "m1 completed"]
    assert outcome.missed is None


def test_a_burst_has_a_thousand_logs_by_default() -> None:
    assert len(change(TraceBurst(), turn("a")).traces) == 1001


@pytest.mark.parametrize("count", [0, 100_001])
def test_a_burst_fits_into_memory(count: int) -> None:
    with pytest.raises(ScenarioError) as raised:
        TraceBurst(count=count)
    assert str(raised.value) == f"a burst has 1 to 100000 traces, not {count}"


def test_the_number_of_the_trace_is_checked_too() -> None:
    with pytest.raises(ScenarioError, match="there is no trace 0"):
        TraceBurst(trace=0)
