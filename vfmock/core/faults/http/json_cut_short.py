"""``json cut short``: the body is whole for HTTP, and its JSON is not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vfmock.core.faults.base import HttpFault, fault
from vfmock.core.faults.response_part import ResponsePart
from vfmock.errors import ScenarioError


@fault("json cut short")
@dataclass(frozen=True)
class JsonCutShort(HttpFault):
    """Send only ``after`` bytes of the JSON, by default half of it. The length in the headers is
    right. In a stream, this happens to the first event."""

    primary = "after"
    after: int | None = field(default=None, metadata={"schema": {"minimum": 0}})

    def __post_init__(self) -> None:
        if self.after is not None and self.after < 0:
            raise ScenarioError(f"'after' is 0 bytes or more, not {self.after}")

    def change(self, part: ResponsePart) -> ResponsePart:
        if part.number != 1:
            return part
        start, end = part.json
        length = (end - start) // 2 if self.after is None else self.after
        kept = part.data[start:end][:length]
        return replace(part, data=part.data[:start] + kept + part.data[end:])
