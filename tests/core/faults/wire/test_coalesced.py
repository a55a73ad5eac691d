"""``coalesced``."""

from __future__ import annotations

import random

import pytest

from vfmock.core.faults.wire.coalesced import Coalesced
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@pytest.mark.parametrize(("now", "delay"), [(0.0, 0.5), (10.1, 0.4), (10.375, 0.125), (10.5, 0.5)])
def test_messages_wait_for_a_multiple_of_the_time(now: float, delay: float) -> None:
    assert Coalesced().delay(now, random.Random(0)) == pytest.approx(delay)


def test_messages_of_the_same_time_are_sent_together() -> None:
    assert Coalesced().shape.together


@pytest.mark.parametrize("every", [0, -1])
def test_the_time_is_more_than_zero(every: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        Coalesced(Duration(every))
    assert str(raised.value) == f"'every' is more than 0 seconds, not {every}"
