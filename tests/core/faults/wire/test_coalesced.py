"""``coalesced``."""

from __future__ import annotations

import random

import pytest

from vfmock.core.faults.wire.coalesced import Coalesced
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@pytest.mark.parametrize(("now", "delay"), [(0.0, 0.5), (10.1, 0.4), (10.375, 0.125), (10.5, 0.5)])
def test_messages_go_at_the_same_times_of_the_clock(now: float, delay: float) -> None:
    assert Coalesced().delay(now, random.Random(0)) == pytest.approx(delay)


def test_what_goes_at_one_time_goes_together() -> None:
    assert Coalesced().shape.together


@pytest.mark.parametrize("every", [0, -1])
def test_it_takes_time(every: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        Coalesced(Duration(every))
    assert str(raised.value) == f"'every' is more than 0 seconds, not {every}"
