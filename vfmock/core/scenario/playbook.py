"""The playbook finds the rule for an action fast, or explains why there is none."""

from __future__ import annotations

import difflib
import random
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol

from vfmock.core.actions import PATH_PREFIX, Action
from vfmock.core.matchers import Situation
from vfmock.core.scenario.model import Reply, Rule
from vfmock.types import JSON

MOST_COMPARED = 200
"""How many rules are compared with a mismatch to find the nearest."""


class Layer(Protocol):
    """What a playbook needs from a scenario, or from the rules that a test adds to a scenario."""

    @property
    def name(self) -> str:
        """The name in messages."""
        ...

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules that hold in every state."""
        ...

    @property
    def states(self) -> Mapping[str, Sequence[Rule]]:
        """The rules of each state."""
        ...

    @property
    def newest_first(self) -> bool:
        """Whether the last rule of a list comes first."""
        ...


@dataclass(frozen=True, slots=True)
class KeyedRule:
    """A rule and its key: its place, or its name."""

    key: str
    rule: Rule

    def __str__(self) -> str:
        return f"{self.key} at {self.rule.place}" if self.rule.place else self.key


@dataclass(frozen=True, slots=True)
class Taken:
    """A rule took an action: the rule, what its matcher found, and the reply.

    ``reply`` is ``None`` if a sequence of replies with ``then: error`` has run out.
    """

    entry: KeyedRule
    found: Mapping[str, JSON]
    reply: Reply | None


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


class Playbook:
    """The rules of one or more layers. Rules of an earlier layer come first.

    Within a layer, the rules of the state come first, then the rules that hold everywhere. If
    several rules match, the first one takes the action. The layers can change while sessions play
    them.
    """

    def __init__(self, *layers: Layer) -> None:
        self.change(*layers)

    def change(self, *layers: Layer) -> None:
        """Play these layers from the next action on, also in running sessions."""
        self._layers = layers
        self._by_state: list[dict[str | None, list[KeyedRule]]] | None = None
        self._by_type: dict[tuple[str, str], list[KeyedRule]] = {}

    def choose(
        self,
        situation: Situation,
        state: str,
        counts: MutableMapping[str, int],
        rng: random.Random,
    ) -> Taken | None:
        """Find the rule that takes an action, and count it in ``counts`` (times taken, by key)."""
        for entry in self._candidates(situation.action, state):
            rule = entry.rule
            if _is_spent(entry, counts):
                continue
            found = rule.on.match(situation)
            if found is None or (rule.probability < 1 and rng.random() >= rule.probability):
                continue
            count = counts.get(entry.key, 0)
            counts[entry.key] = count + 1
            reply = rule.reply_for(count) if rule.replies else rule.reply
            return Taken(entry, found, reply)
        return None

    def explain(
        self, situation: Situation, state: str, counts: Mapping[str, int], most: int = 3
    ) -> Mismatch:
        """Say why no rule took an action: first the rules for this action type, then the others."""
        near = self._candidates(situation.action, state)[:MOST_COMPARED]
        said = str(situation.action)
        near.sort(key=lambda entry: _likeness(entry.rule.on.describe(), said), reverse=True)
        seen = set(map(id, near))
        rest = (entry for entry in self._in_state(state) if id(entry) not in seen)
        misses = []
        for entry in islice(chain(near, rest), most):
            why = entry.rule.on.difference(situation)
            if why is None and _is_spent(entry, counts):
                why = f"it has taken its {entry.rule.times} already"
            misses.append(NearMiss(entry.key, why or "its probability passed it over"))
        return Mismatch(situation.action, state, tuple(misses))

    def _candidates(self, action: Action, state: str) -> list[KeyedRule]:
        """The rules that can take an action of this type in this state, in order; cached."""
        kind = action.type
        if kind.startswith(PATH_PREFIX):
            kind = PATH_PREFIX
        try:
            return self._by_type[state, kind]
        except KeyError:
            pass
        found = [entry for entry in self._in_state(state) if _can_take(entry.rule, kind)]
        if len(self._by_type) < 4096:  # the client chooses the types, so the table needs a limit
            self._by_type[state, kind] = found
        return found

    def _in_state(self, state: str) -> Iterator[KeyedRule]:
        if self._by_state is None:
            self._by_state = [_entries_of(layer) for layer in self._layers]
        for layer in self._by_state:
            yield from layer.get(state, ())
            yield from layer[None]


def _is_spent(entry: KeyedRule, counts: Mapping[str, int]) -> bool:
    times = entry.rule.times
    return times is not None and counts.get(entry.key, 0) >= times


def _likeness(wanted: str, said: str) -> float:
    return difflib.SequenceMatcher(None, wanted, said[:200]).ratio()


def _entries_of(layer: Layer) -> dict[str | None, list[KeyedRule]]:
    """The entries of each state, and under ``None`` the entries that hold everywhere."""
    entries: dict[str | None, list[KeyedRule]] = {
        state: keyed(f"{layer.name}: states.{state}", rules, layer.newest_first)
        for state, rules in layer.states.items()
    }
    return {**entries, None: keyed(f"{layer.name}: rules", layer.rules, layer.newest_first)}


def keyed(where: str, rules: Sequence[Rule], newest_first: bool = False) -> list[KeyedRule]:
    """The rules of a list with their keys, in the order in which they are tried."""
    entries = [KeyedRule(rule.name or f"{where}[{n}]", rule) for n, rule in enumerate(rules)]
    return entries[::-1] if newest_first else entries


def _can_take(rule: Rule, kind: str) -> bool:
    types = rule.on.types()
    return types is None or kind in types
