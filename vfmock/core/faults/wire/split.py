"""``split``: one message comes in many pieces."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.faults.base import WireFault, WriteShape, fault
from vfmock.errors import ScenarioError


@fault("split")
@dataclass(frozen=True)
class Split(WireFault):
    """Write messages in pieces of so many bytes: websocket frames, chunks of a response."""

    primary = "pieces"
    pieces: int = field(default=16, metadata={"schema": {"minimum": 1}})

    def __post_init__(self) -> None:
        if self.pieces < 1:
            raise ScenarioError(f"a piece has 1 byte or more, not {self.pieces}")

    @property
    def shape(self) -> WriteShape:
        return WriteShape(pieces=self.pieces, frames=True)
