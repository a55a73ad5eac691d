"""``slow drip``."""

from __future__ import annotations

import random

import pytest

from vfmock.core.faults.base import WriteShape
from vfmock.core.faults.wire.slow_drip import SlowDrip
from vfmock.errors import ScenarioError
from vfmock.types import Duration


def test_bytes_come_a_few_at_a_time() -> None:
    assert SlowDrip().shape == WriteShape(pieces=64, every=0.0625)
    assert SlowDrip(5, Duration(2.0)).shape == WriteShape(pieces=5, every=2.0)


def test_messages_leave_at_once() -> None:
    assert SlowDrip().delay(5.0, random.Random(0)) == 0


@pytest.mark.parametrize(("pieces", "every"), [(0, 1), (1, 0), (1, -1)])
def test_the_bytes_and_the_time_are_more_than_zero(pieces: int, every: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        SlowDrip(pieces, Duration(every))
    assert str(raised.value) == "'pieces' is 1 byte or more, 'every' more than 0 seconds"
