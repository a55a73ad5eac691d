"""``body cut``: the connection is closed in the middle of a body."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vfmock.core.faults.base import HttpFault, fault
from vfmock.core.faults.response_part import ResponsePart
from vfmock.core.spec import must_count
from vfmock.errors import ScenarioError


@fault("body cut")
@dataclass(frozen=True, kw_only=True)
class BodyCut(HttpFault):
    """Close the connection after ``after`` bytes of the body; by default after half of it.

    In a stream, ``event`` is the number of the event that is cut (1 or more), and ``after`` counts
    the bytes of this event.
    """

    primary = "event"
    event: int = field(default=1, metadata={"schema": {"minimum": 1}})
    after: int | None = field(default=None, metadata={"schema": {"minimum": 0}})

    def __post_init__(self) -> None:
        must_count("event", self.event)
        if self.after is not None and self.after < 0:
            raise ScenarioError(f"'after' is 0 bytes or more, not {self.after}")

    def change(self, part: ResponsePart) -> ResponsePart:
        if part.number != self.event:
            return part
        half = len(part.data) // 2
        return replace(
            part, data=part.data[: half if self.after is None else self.after], end="cut"
        )
