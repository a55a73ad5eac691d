"""``dtmf``: digits pressed on a telephone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vfmock.core.matchers.base import Matcher, Situation, matcher
from vfmock.types import JSON


@matcher("dtmf")
@dataclass(frozen=True)
class DtmfMatcher(Matcher):
    """A ``dtmf`` action with these ``digits``; ``None`` is any. They go to ``match.digits``."""

    primary = "digits"
    digits: str | None = None

    action_types = frozenset(["dtmf"])

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        action = situation.action
        if action.type != "dtmf":
            return None
        pressed = str(action.payload)
        return {"digits": pressed} if self.digits in (None, pressed) else None

    def found_names(self) -> frozenset[str]:
        return frozenset(["digits"])

    def describe(self) -> str:
        return f"the digits {self.digits!r}" if self.digits else "any digits"
