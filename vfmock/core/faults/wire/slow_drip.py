"""``slow drip``: bytes come a few at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.faults.base import WireFault, WriteShape, fault
from vfmock.core.spec import POSITIVE
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@fault("slow drip")
@dataclass(frozen=True)
class SlowDrip(WireFault):
    """Write ``pieces`` bytes, wait ``every``, write the next; 1 kB/s by default."""

    pieces: int = field(default=64, metadata={"schema": {"minimum": 1}})
    every: Duration = field(default=Duration(0.0625), metadata=POSITIVE)

    def __post_init__(self) -> None:
        if self.pieces < 1 or self.every <= 0:
            raise ScenarioError("'pieces' is 1 byte or more, 'every' more than 0 seconds")

    @property
    def shape(self) -> WriteShape:
        return WriteShape(pieces=self.pieces, every=self.every)
