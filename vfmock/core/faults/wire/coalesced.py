"""``coalesced``: many messages come at once."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from vfmock.core.faults.base import WireFault, WriteShape, fault
from vfmock.core.spec import POSITIVE
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@fault("coalesced")
@dataclass(frozen=True)
class Coalesced(WireFault):
    """Hold messages and let them go together, at each ``every`` on the clock."""

    primary = "every"
    every: Duration = field(default=Duration(0.5), metadata=POSITIVE)

    def __post_init__(self) -> None:
        if self.every <= 0:
            raise ScenarioError(f"'every' is more than 0 seconds, not {self.every:g}")

    def delay(self, now: float, rng: random.Random) -> float:
        return self.every - now % self.every

    @property
    def shape(self) -> WriteShape:
        return WriteShape(together=True)
