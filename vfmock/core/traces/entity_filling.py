"""``entity-filling``: the agent asks for an entity of an intent."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.types import JSON, JSONObject


@trace_step("entity-filling")
@dataclass(frozen=True)
class EntityFilling(TraceStep):
    """Ask for ``entity`` of ``intent``; ``entities`` are those that it already has."""

    entity: str
    intent: str
    entities: JSON = None
    query: str = ""

    def payload(self) -> JSONObject:
        """``{entityToFill, intent: an intent action}``."""
        return {
            "entityToFill": self.entity,
            "intent": {
                "type": "intent",
                "payload": {
                    "query": self.query,
                    "intent": {"name": self.intent},
                    "entities": self.entities or [],
                },
            },
        }
