"""``trace huge``."""

from __future__ import annotations

import pytest

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_huge import TraceHuge
from vfmock.errors import ScenarioError


def test_a_text_of_that_size_comes_before_the_trace() -> None:
    outcome = change(TraceHuge(size=5), turn("a"))
    assert outcome.told == ["m1 accepted", "m1 text 'xxxxx'", "m1 text 'a'", "m1 completed"]
    assert outcome.missed is None


def test_the_text_is_almost_a_megabyte_by_default() -> None:
    assert len(change(TraceHuge(), turn("a")).traces[0]["payload"]["message"]) == 900_000


@pytest.mark.parametrize("size", [0, 50_000_001])
def test_the_size_is_limited(size: int) -> None:
    with pytest.raises(ScenarioError) as raised:
        TraceHuge(size=size)
    assert str(raised.value) == f"a huge trace has 1 to 50000000 bytes, not {size}"
