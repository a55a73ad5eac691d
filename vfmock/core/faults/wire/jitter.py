"""``jitter``: messages take unequal time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from vfmock.core.faults.base import WireFault, fault
from vfmock.core.spec import POSITIVE
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@fault("jitter")
@dataclass(frozen=True)
class Jitter(WireFault):
    """Send each message 0 to ``up_to`` seconds later, under the seed; the order is kept."""

    primary = "up_to"
    up_to: Duration = field(default=Duration(0.1), metadata=POSITIVE)

    def __post_init__(self) -> None:
        if self.up_to <= 0:
            raise ScenarioError(f"jitter is more than 0 seconds, not {self.up_to:g}")

    def delay(self, now: float, rng: random.Random) -> float:
        return rng.uniform(0, self.up_to)
