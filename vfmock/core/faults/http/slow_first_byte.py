"""``slow first byte``: the answer begins late."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.faults.base import HttpFault, fault
from vfmock.core.spec import POSITIVE
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@fault("slow first byte")
@dataclass(frozen=True)
class SlowFirstByte(HttpFault):
    """Begin the answer after ``seconds`` (more than 0). The turn has run by then."""

    primary = "seconds"
    seconds: Duration = field(default=Duration(10.0), metadata=POSITIVE)

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ScenarioError(f"a delay is more than 0 seconds, not {self.seconds:g}")

    def delay(self) -> float:
        return self.seconds
