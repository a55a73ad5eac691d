"""Matchers that look at the type alone: ``launch``, ``no-reply``, ``end``, ``type``, ``any``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vfmock.core.actions import PATH_PREFIX
from vfmock.core.matchers.base import NO_NAMES, Matcher, Situation, matcher
from vfmock.types import JSON


@matcher("any")
@dataclass(frozen=True)
class AnythingMatcher(Matcher):
    """Every action."""

    def match(self, situation: Situation) -> Mapping[str, JSON]:
        return {}

    def found_names(self) -> frozenset[str]:
        return NO_NAMES

    def describe(self) -> str:
        return "any action"


@matcher("type")
@dataclass(frozen=True)
class TypeMatcher(Matcher):
    """An action of the type ``name``, whatever its payload: for custom actions, and all others."""

    primary = "name"
    name: str

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        return {} if situation.action.type == self.name else None

    def found_names(self) -> frozenset[str]:
        return NO_NAMES

    def describe(self) -> str:
        return f"an action of type {self.name!r}"

    def types(self) -> frozenset[str]:
        return frozenset([PATH_PREFIX if self.name.startswith(PATH_PREFIX) else self.name])


@dataclass(frozen=True)
class _OfOneType(Matcher):
    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        return {} if situation.action.type in (self.action_types or ()) else None

    def found_names(self) -> frozenset[str]:
        return NO_NAMES

    def describe(self) -> str:
        return " or ".join(f"{name!r}" for name in sorted(self.action_types or ()))


@matcher("launch")
@dataclass(frozen=True)
class LaunchMatcher(_OfOneType):
    """The start of a conversation."""

    action_types = frozenset(["launch"])


@matcher("no-reply")
@dataclass(frozen=True)
class NoReplyMatcher(_OfOneType):
    """The user said nothing in the time that a ``no-reply`` trace gave."""

    action_types = frozenset(["no-reply"])


@matcher("end")
@dataclass(frozen=True)
class EndMatcher(_OfOneType):
    """The user hangs up."""

    action_types = frozenset(["end"])
