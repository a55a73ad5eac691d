"""A line of what was said in a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vfmock.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """What the user did, what the agent answered, or why the conversation ended.

    ``at`` is the time in Unix seconds. ``turn`` is the id of the action to which it belongs.
    """

    type: Literal["action", "trace", "end"]
    data: JSON
    at: float
    turn: str = ""
