"""``payload``: anything in the payload of any action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vfmock.core.matchers.base import NO_NAMES, Matcher, Situation, matcher
from vfmock.types import JSON


@matcher("payload")
@dataclass(frozen=True)
class PayloadMatcher(Matcher):
    """The payload has ``value``: equal to it, or, of an object, at least its keys at any depth."""

    primary = "value"
    takes_whole = True
    value: JSON

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        return {} if _has(situation.action.payload, self.value) else None

    def found_names(self) -> frozenset[str]:
        return NO_NAMES

    def describe(self) -> str:
        return f"a payload with {self.value!r}"

    def difference(self, situation: Situation) -> str | None:
        if self.match(situation) is not None:
            return None
        return f"wanted {self.describe()}, got {situation.action.payload!r:.200}"


def _has(got: JSON, wanted: JSON) -> bool:
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(key in got and _has(got[key], value) for key, value in wanted.items())
    return bool(got == wanted)
