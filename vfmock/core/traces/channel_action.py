"""``channel-action``: something that the channel (a phone line, a chat app) shall do."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.types import JSON, JSONObject


@trace_step("channel-action")
@dataclass(frozen=True)
class ChannelAction(TraceStep):
    """Ask the channel for the action ``name`` with the object ``data``."""

    primary = "name"
    name: str
    data: JSON = None

    def payload(self) -> JSONObject:
        """``{name, payload}``."""
        return {"name": self.name, "payload": self.data if self.data is not None else {}}
