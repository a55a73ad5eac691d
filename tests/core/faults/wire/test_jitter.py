"""``jitter``."""

from __future__ import annotations

import random

import pytest

from vfmock.core.faults.wire.jitter import Jitter
from vfmock.errors import ScenarioError
from vfmock.types import Duration


def test_delays_are_spread_evenly_up_to_the_greatest() -> None:
    rng = random.Random(7)
    delays = [Jitter(Duration(2.0)).delay(0.0, rng) for _ in range(2000)]
    assert 0 <= min(delays) < 0.01
    assert 1.99 < max(delays) <= 2
    assert sum(delays) / 2000 == pytest.approx(1, abs=0.05)


def test_the_same_seed_gives_the_same_delays() -> None:
    assert Jitter().delay(0.0, random.Random(7)) == Jitter().delay(9.0, random.Random(7))


def test_messages_are_not_split() -> None:
    assert Jitter().shape is None


@pytest.mark.parametrize("up_to", [0, -1])
def test_the_greatest_delay_is_more_than_zero(up_to: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        Jitter(Duration(up_to))
    assert str(raised.value) == f"jitter is more than 0 seconds, not {up_to}"
