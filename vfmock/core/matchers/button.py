"""``button`` and ``path``: a pressed button, by its label or by its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vfmock.core.actions import PATH_PREFIX
from vfmock.core.matchers.base import Matcher, Situation, matcher
from vfmock.types import JSON


@matcher("button")
@dataclass(frozen=True)
class ButtonMatcher(Matcher):
    """A pressed button with that ``label``; ``None`` is any."""

    primary = "label"
    label: str | None = None

    action_types = frozenset([PATH_PREFIX])

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        action = situation.action
        if not action.is_path or self.label not in (None, action.label):
            return None
        return {"label": action.label}

    def found_names(self) -> frozenset[str]:
        return frozenset(["label"])

    def describe(self) -> str:
        return f"the button {self.label!r}" if self.label else "any button"


@matcher("path")
@dataclass(frozen=True)
class PathMatcher(Matcher):
    """A pressed button of the path ``id``, with or without its ``path-``."""

    primary = "id"
    id: str

    action_types = frozenset([PATH_PREFIX])

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        action = situation.action
        if action.type.removeprefix(PATH_PREFIX) != self.id.removeprefix(PATH_PREFIX):
            return None
        return {"label": action.label} if action.is_path else None

    def found_names(self) -> frozenset[str]:
        return frozenset(["label"])

    def describe(self) -> str:
        return f"the path {self.id.removeprefix(PATH_PREFIX)!r}"
