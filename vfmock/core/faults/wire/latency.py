"""``latency``: every message takes its time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from math import exp, log

from vfmock.core.faults.base import WireFault, fault
from vfmock.core.spec import POSITIVE, Part, at_most_one
from vfmock.errors import ScenarioError
from vfmock.types import Duration

USUAL = 0.2
"""Seconds: what a latency is that says nothing else."""


@dataclass(frozen=True, kw_only=True)
class Uniform(Part):
    """Anything from ``low`` to ``high`` is as likely."""

    low: Duration = field(metadata={"schema": {"minimum": 0}})
    high: Duration = field(metadata={"schema": {"minimum": 0}})


@dataclass(frozen=True, kw_only=True)
class Normal(Part):
    """Around ``mean``; two of three lie within ``sd`` of it. What would be below 0 is 0."""

    mean: Duration = field(metadata={"schema": {"minimum": 0}})
    sd: Duration = field(metadata={"schema": {"minimum": 0}})


@dataclass(frozen=True, kw_only=True)
class LogNormal(Part):
    """Half lie below ``median``, and few far above: what networks do.

    ``sigma`` is how far: at 0.5, one of fifty takes longer than 2.8 times the median; at 1, 7.8.
    """

    median: Duration = field(metadata=POSITIVE)
    sigma: float = field(default=0.5, metadata={"schema": {"minimum": 0, "maximum": 5}})


@fault("latency")
@dataclass(frozen=True)
class Latency(WireFault):
    """Send each message after a time of one of these, under the seed; the order is kept.

    ``fixed`` is the same each time (200 ms where nothing is given), ``uniform``, ``normal`` and
    ``log_normal`` are distributions.
    A mobile network has 50 to 300 ms, a bad one seconds.
    """

    primary = "fixed"
    constraints = at_most_one("fixed", "uniform", "normal", "log_normal")
    fixed: Duration | None = field(default=None, metadata={"schema": {"minimum": 0}})
    uniform: Uniform | None = None
    normal: Normal | None = None
    log_normal: LogNormal | None = None

    def __post_init__(self) -> None:
        given = [self.fixed, self.uniform, self.normal, self.log_normal]
        if sum(one is not None for one in given) > 1:
            raise ScenarioError("latency has one of 'fixed', 'uniform', 'normal' and 'log_normal'")
        if self.fixed is not None and self.fixed < 0:
            raise ScenarioError(f"latency is 0 seconds or more, not {self.fixed:g}")
        if self.uniform is not None and not 0 <= self.uniform.low <= self.uniform.high:
            raise ScenarioError("uniform latency is from 'low', 0 or more, to a 'high' above it")
        if self.normal is not None and min(self.normal.mean, self.normal.sd) < 0:
            raise ScenarioError("normal latency has a 'mean' and an 'sd' of 0 seconds or more")
        if self.log_normal is not None and not (
            self.log_normal.median > 0 and 0 <= self.log_normal.sigma <= 5
        ):
            raise ScenarioError("log-normal latency has a 'median' above 0, a 'sigma' from 0 to 5")

    def delay(self, now: float, rng: random.Random) -> float:
        if self.uniform is not None:
            return rng.uniform(self.uniform.low, self.uniform.high)
        if self.normal is not None:
            return max(0.0, rng.gauss(self.normal.mean, self.normal.sd))
        if self.log_normal is not None:
            return exp(rng.gauss(log(self.log_normal.median), self.log_normal.sigma))
        return USUAL if self.fixed is None else self.fixed
