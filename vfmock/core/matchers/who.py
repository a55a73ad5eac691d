"""``user`` and ``variable``: whose action it is, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vfmock.core.actions import Action
from vfmock.core.matchers.base import NO_NAMES, Matcher, Situation, matcher
from vfmock.types import JSON


@matcher("user")
@dataclass(frozen=True)
class UserMatcher(Matcher):
    """An action of the user with that ``id``."""

    primary = "id"
    id: str

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        return {} if situation.user_id == self.id else None

    def found_names(self) -> frozenset[str]:
        return NO_NAMES

    def describe(self) -> str:
        return f"the user {self.id!r}"

    def verdict(self, action: Action) -> bool | None:
        return None

    def difference(self, situation: Situation) -> str | None:
        if self.match(situation) is not None:
            return None
        return f"wanted {self.describe()}, got the user {situation.user_id!r}"


@matcher("variable")
@dataclass(frozen=True)
class VariableMatcher(Matcher):
    """Each variable of ``values`` (name to value) has that value; an unset one is ``null``."""

    primary = "values"
    takes_whole = True
    values: Mapping[str, JSON]

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        known = situation.variables
        return {} if all(known.get(key) == want for key, want in self.values.items()) else None

    def found_names(self) -> frozenset[str]:
        return NO_NAMES

    def describe(self) -> str:
        return "variables " + ", ".join(f"{key}={want!r}" for key, want in self.values.items())

    def verdict(self, action: Action) -> bool | None:
        return None

    def difference(self, situation: Situation) -> str | None:
        if self.match(situation) is not None:
            return None
        got = ", ".join(f"{key}={situation.variables.get(key)!r}" for key in self.values)
        return f"wanted {self.describe()}, got {got}"
