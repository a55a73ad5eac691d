"""``latency``."""

from __future__ import annotations

import random
from statistics import fmean, median, stdev
from typing import Any

import pytest

from vfmock.core.faults.wire.latency import Latency, LogNormal, Normal, Uniform
from vfmock.errors import ScenarioError
from vfmock.types import Duration


def drawn(latency: Latency, count: int = 4000) -> list[float]:
    """A number of delays under one seed."""
    rng = random.Random(3)
    return [latency.delay(0.0, rng) for _ in range(count)]


@pytest.mark.parametrize(
    ("latency", "seconds"), [(Latency(), 0.2), (Latency(Duration(0)), 0), (Latency(Duration(3)), 3)]
)
def test_a_fixed_latency_is_the_same_each_time(latency: Latency, seconds: float) -> None:
    assert set(drawn(latency, 5)) == {seconds}


def test_a_uniform_latency_lies_anywhere_between_its_bounds() -> None:
    delays = drawn(Latency(uniform=Uniform(low=Duration(1), high=Duration(3))))
    assert 1 <= min(delays) < 1.01
    assert 2.99 < max(delays) <= 3
    assert fmean(delays) == pytest.approx(2, abs=0.05)


def test_a_normal_latency_lies_around_its_mean() -> None:
    delays = drawn(Latency(normal=Normal(mean=Duration(10), sd=Duration(2))))
    assert fmean(delays) == pytest.approx(10, abs=0.15)
    assert stdev(delays) == pytest.approx(2, abs=0.1)


def test_a_normal_latency_is_never_below_zero() -> None:
    delays = drawn(Latency(normal=Normal(mean=Duration(0.1), sd=Duration(1))))
    assert min(delays) == 0
    assert 0.4 < sum(delay == 0 for delay in delays) / len(delays) < 0.5


@pytest.mark.parametrize(("sigma", "times"), [(0.5, 2.8), (1.0, 7.8)])
def test_a_log_normal_latency_is_seldom_far_above_its_median(sigma: float, times: float) -> None:
    delays = drawn(Latency(log_normal=LogNormal(median=Duration(2), sigma=sigma)))
    assert median(delays) == pytest.approx(2, rel=0.05)
    assert sum(delay > 2 * times for delay in delays) / len(delays) == pytest.approx(0.02, abs=0.01)


def test_the_same_seed_gives_the_same_delays() -> None:
    latency = Latency(log_normal=LogNormal(median=Duration(2)))
    assert drawn(latency, 9) == drawn(latency, 9)
    assert len(set(drawn(latency, 9))) == 9


def test_messages_are_not_split() -> None:
    assert Latency().shape is None


ONE = "latency has one of 'fixed', 'uniform', 'normal' and 'log_normal'"
UNIFORM = "uniform latency is from 'low', 0 or more, to a 'high' above it"
NORMAL = "normal latency has a 'mean' and an 'sd' of 0 seconds or more"
LOG_NORMAL = "log-normal latency has a 'median' above 0, a 'sigma' from 0 to 5"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"fixed": -1}, "latency is 0 seconds or more, not -1"),
        ({"fixed": 1, "normal": Normal(mean=Duration(1), sd=Duration(1))}, ONE),
        ({"uniform": Uniform(low=Duration(-1), high=Duration(1))}, UNIFORM),
        ({"uniform": Uniform(low=Duration(2), high=Duration(1))}, UNIFORM),
        ({"normal": Normal(mean=Duration(-1), sd=Duration(1))}, NORMAL),
        ({"normal": Normal(mean=Duration(1), sd=Duration(-1))}, NORMAL),
        ({"log_normal": LogNormal(median=Duration(0))}, LOG_NORMAL),
        ({"log_normal": LogNormal(median=Duration(1), sigma=-0.1)}, LOG_NORMAL),
        ({"log_normal": LogNormal(median=Duration(1), sigma=5.1)}, LOG_NORMAL),
    ],
)
def test_an_invalid_time_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        Latency(**given)
    assert str(raised.value) == problem
