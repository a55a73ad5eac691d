"""The base of every matcher, their registry, and how they combine: ``a & b``, ``a | b``, ``~a``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from vfmock.core.actions import Action
from vfmock.core.registry import Registry
from vfmock.core.spec import Part
from vfmock.types import JSON

MATCHERS: Registry[type[Matcher]] = Registry("matcher")

NO_NAMES: frozenset[str] = frozenset()
"""What a matcher finds that only says yes or no."""

M = TypeVar("M", bound="type[Matcher]")


@dataclass(frozen=True, slots=True)
class Situation:
    """What a matcher may look at: the action, whose it is, and the user's variables."""

    action: Action
    user_id: str
    variables: Mapping[str, JSON]


class Matcher(Part, ABC):
    """A condition on an action. A subclass is a frozen dataclass in a file of its own.

    ``action_types`` are the types that it can take at all, ``None`` any: rules are sorted by them,
    so that an action is only held against rules that may take it. ``path-`` stands for every path.
    """

    action_types: ClassVar[frozenset[str] | None] = None

    @abstractmethod
    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        """Return what was found (named groups, entities …), or ``None`` for no match."""

    @abstractmethod
    def describe(self) -> str:
        """Say what is wanted, as it follows "wanted"."""

    def difference(self, situation: Situation) -> str | None:
        """Say why it does not match, or return ``None`` where it does."""
        if self.match(situation) is not None:
            return None
        return f"wanted {self.describe()}, got {situation.action}"

    def found_names(self) -> frozenset[str] | None:
        """The names of what ``match`` may return, ``None`` if they are not known beforehand."""
        return None

    def types(self) -> frozenset[str] | None:
        """The action types that this very matcher can take, ``None`` for any."""
        return self.action_types

    def verdict(self, action: Action) -> bool | None:
        """Whether it matches an action, whoever sends it; ``None`` where it depends on more.

        A matcher that looks at more than the action says so here.
        """
        return self.match(Situation(action, "", {})) is not None

    def __and__(self, other: Matcher) -> Matcher:
        return AllMatcher((self, other))

    def __or__(self, other: Matcher) -> Matcher:
        return EitherMatcher((self, other))

    def __invert__(self) -> Matcher:
        return NotMatcher(self)


def matcher(name: str) -> Callable[[M], M]:
    """Register a matcher under the word that scenarios use for it."""
    return MATCHERS.register(name)


@dataclass(frozen=True)
class AllMatcher(Matcher):
    """Every one of ``of`` matches. In a file: several keys under one ``on``."""

    of: tuple[Matcher, ...]

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        found: dict[str, JSON] = {}
        for one in self.of:
            part = one.match(situation)
            if part is None:
                return None
            found.update(part)
        return found

    def describe(self) -> str:
        return " and ".join(one.describe() for one in self.of)

    def difference(self, situation: Situation) -> str | None:
        return next(filter(None, (one.difference(situation) for one in self.of)), None)

    def found_names(self) -> frozenset[str] | None:
        return _names_of(self.of)

    def types(self) -> frozenset[str] | None:
        limits = [limit for one in self.of if (limit := one.types()) is not None]
        return frozenset.intersection(*limits) if limits else None

    def verdict(self, action: Action) -> bool | None:
        each = [one.verdict(action) for one in self.of]
        return False if False in each else None if None in each else True


@matcher("either")
@dataclass(frozen=True)
class EitherMatcher(Matcher):
    """One of ``of`` matches; the first that does counts."""

    primary = "of"
    of: tuple[Matcher, ...]

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        found = (one.match(situation) for one in self.of)
        return next((part for part in found if part is not None), None)

    def describe(self) -> str:
        return " or ".join(one.describe() for one in self.of)

    def found_names(self) -> frozenset[str] | None:
        return _names_of(self.of)

    def types(self) -> frozenset[str] | None:
        limits = [one.types() for one in self.of]
        if any(limit is None for limit in limits):
            return None
        return frozenset[str]().union(*(limit for limit in limits if limit))

    def verdict(self, action: Action) -> bool | None:
        each = [one.verdict(action) for one in self.of]
        return True if True in each else None if None in each else False


@matcher("not")
@dataclass(frozen=True)
class NotMatcher(Matcher):
    """``matcher`` does not match."""

    primary = "matcher"
    takes_whole = True
    matcher: Matcher

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        return {} if self.matcher.match(situation) is None else None

    def describe(self) -> str:
        return f"anything but {self.matcher.describe()}"

    def found_names(self) -> frozenset[str]:
        return NO_NAMES

    def verdict(self, action: Action) -> bool | None:
        inner = self.matcher.verdict(action)
        return None if inner is None else not inner


def _names_of(matchers: tuple[Matcher, ...]) -> frozenset[str] | None:
    """All names that one of them may find."""
    names = [one.found_names() for one in matchers]
    return None if None in names else NO_NAMES.union(*filter(None, names))
