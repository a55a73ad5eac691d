"""``confetti``: something to celebrate."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.types import JSONObject

SCHEMA: JSONObject = {
    "type": "object",
    "required": ["type", "payload"],
    "properties": {
        "payload": {
            "type": "object",
            "required": ["pieces"],
            "properties": {"pieces": {"type": "integer", "maximum": 1000}},
        }
    },
}


@trace_step("confetti")
@dataclass(frozen=True)
class Confetti(TraceStep):
    """Throw so many ``pieces``."""

    primary = "pieces"
    pieces: int = 100

    schema = SCHEMA

    def payload(self) -> JSONObject:
        """``{pieces}``."""
        return {"pieces": self.pieces}
