"""``stream cut``: a stream ends between two events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vfmock.core.faults.base import HttpFault, fault
from vfmock.core.faults.response_part import ResponsePart
from vfmock.core.spec import must_count


@fault("stream cut")
@dataclass(frozen=True, kw_only=True)
class StreamCut(HttpFault):
    """End a stream after ``events`` events (1 or more): the last event never comes.

    The connection is closed in the middle of the body. If ``clean``, the body ends as it should, as
    a proxy ends it.
    """

    primary = "events"
    events: int = field(default=1, metadata={"schema": {"minimum": 1}})
    clean: bool = False

    def __post_init__(self) -> None:
        must_count("events", self.events)

    def change(self, part: ResponsePart) -> ResponsePart:
        if part.is_whole or part.number != self.events:
            return part
        return replace(part, end="clean" if self.clean else "cut")
