"""``shout``: what the user said in capitals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vfmock.core.matchers.base import Matcher, Situation, matcher
from vfmock.types import JSON


@matcher("shout")
@dataclass(frozen=True)
class ShoutMatcher(Matcher):
    """A text in capitals that is at least so ``long``."""

    primary = "long"
    long: int = 1

    action_types = frozenset(["text"])

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        said = situation.action.text or ""
        return {"said": said} if said.isupper() and len(said) >= self.long else None

    def describe(self) -> str:
        return "a text in capitals"
