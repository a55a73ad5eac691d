"""``intent``: what the user meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vfmock.core.matchers.base import Matcher, Situation, matcher
from vfmock.types import JSON


@matcher("intent")
@dataclass(frozen=True)
class IntentMatcher(Matcher):
    """An ``intent`` action of that ``name`` (``None``: of any), with at least these ``entities``
    (name to value) and that ``min_confidence``. Its entities go to ``match``."""

    primary = "name"
    name: str | None = None
    entities: Mapping[str, JSON] | None = None
    min_confidence: float | None = None

    action_types = frozenset(["intent"])

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        action = situation.action
        if action.intent is None or self.name not in (None, action.intent):
            return None
        if self.min_confidence is not None and (action.confidence or 0) < self.min_confidence:
            return None
        found = action.entities
        wanted = self.entities or {}
        return found if all(found.get(key) == value for key, value in wanted.items()) else None

    def describe(self) -> str:
        words = f"the intent {self.name!r}" if self.name else "any intent"
        if self.entities:
            words += f" with {dict(self.entities)!r}"
        if self.min_confidence is not None:
            words += f" at a confidence of {self.min_confidence:g} or more"
        return words

    def difference(self, situation: Situation) -> str | None:
        if self.match(situation) is not None:
            return None
        action = situation.action
        got = (
            f"{action} with {action.entities!r} at {action.confidence}" if action.intent else action
        )
        return f"wanted {self.describe()}, got {got}"
