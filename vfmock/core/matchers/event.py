"""``event``: a named event starts or moves the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vfmock.core.matchers.base import Matcher, Situation, matcher
from vfmock.types import JSON


@matcher("event")
@dataclass(frozen=True)
class EventMatcher(Matcher):
    """An ``event`` action of that ``name``; ``None`` is any. Its other keys go to ``match``."""

    primary = "name"
    name: str | None = None

    action_types = frozenset(["event"])

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        action = situation.action
        if action.event is None or self.name not in (None, action.event):
            return None
        return {key: value for key, value in action.payload.items() if key != "event"}

    def describe(self) -> str:
        return f"the event {self.name!r}" if self.name else "any event"
