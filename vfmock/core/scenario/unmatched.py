"""An action that no rule took: why, and which rules came near."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Self

from vfmock.core.actions import Action
from vfmock.core.matchers import Situation
from vfmock.core.scenario.model import Rule
from vfmock.types import FallbackMode

MOST_COMPARED = 200
"""How many rules are compared with a mismatch to find the nearest."""


@dataclass(frozen=True, slots=True)
class KeyedRule:
    """A rule and its key: its place, or its name."""

    key: str
    rule: Rule

    def __str__(self) -> str:
        return f"{self.key} at {self.rule.place}" if self.rule.place else self.key


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that did not take an action, and why."""

    key: str
    difference: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """No rule took an action: the state at that time, and the nearest rules."""

    action: Action
    state: str
    nearest: tuple[NearMiss, ...]

    def __str__(self) -> str:
        head = f"no rule takes {self.action} in state {self.state!r}"
        misses = "; ".join(f"{miss.key}: {miss.difference}" for miss in self.nearest)
        return f"{head} (nearest: {misses})" if misses else f"{head}: there are no rules for it"


class Unmatched:
    """An action that no rule took, with all that is needed to say why, now or later.

    ``near`` are the rules for this type of action. ``layers`` have all rules by their state, and
    those that hold in every state under ``None``.
    """

    def __init__(
        self,
        situation: Situation,
        state: str,
        counts: Mapping[str, int],
        near: Sequence[KeyedRule],
        layers: Sequence[Mapping[str | None, Sequence[KeyedRule]]],
    ) -> None:
        self._situation = situation
        self._state = state
        self._counts = counts
        self._near = near
        self._layers = layers

    def freeze(self) -> Self:
        """Copy what changes during a conversation, to explain the action later."""
        one = self._situation
        self._situation = Situation(one.action, one.user_id, dict(one.variables))
        self._counts = dict(self._counts)
        return self

    def explain(self, most: int = 3) -> Mismatch:
        """Say why: first the rules for this action type, then the others."""
        misses = tuple(islice(self._misses(), most))
        return Mismatch(self._situation.action, self._state, misses)

    def _misses(self) -> Iterator[NearMiss]:
        near = list(self._near[:MOST_COMPARED])
        said = str(self._situation.action)
        near.sort(key=lambda entry: _likeness(entry.rule.on.describe(), said), reverse=True)
        seen = set(map(id, near))
        lists = (layer.get(at, ()) for layer in self._layers for at in (self._state, None))
        rest = (one for one in chain.from_iterable(lists) if id(one) not in seen)
        for entry in chain(near, rest):
            why = entry.rule.on.difference(self._situation)
            if why is None and is_spent(entry, self._counts):
                why = f"it has taken its {entry.rule.times} already"
            yield NearMiss(entry.key, why or "its probability passed it over")


class FallbackTaken:
    """The fallback answers an action that no rule took. The near misses are found when somebody
    reads them, because the comparison takes time."""

    def __init__(self, mode: FallbackMode, unmatched: Unmatched) -> None:
        self._mode = mode
        self._unmatched = unmatched.freeze()

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        try:
            why = str(self._unmatched.explain())
        except Exception as error:  # a matcher of a user may raise anything
            why = f"no rule takes it, and {error}"
        return f"the fallback {self._mode!r}: {why}"


def is_spent(entry: KeyedRule, counts: Mapping[str, int]) -> bool:
    """Whether a rule has taken as many actions as it may."""
    times = entry.rule.times
    return times is not None and counts.get(entry.key, 0) >= times


def _likeness(wanted: str, said: str) -> float:
    return difflib.SequenceMatcher(None, wanted, said[:200]).ratio()
