"""The playbook finds the rule for an action fast."""

from __future__ import annotations

import random
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from vfmock.core.actions import PATH_PREFIX, Action
from vfmock.core.matchers import Situation
from vfmock.core.scenario.model import Reply, Rule
from vfmock.core.scenario.unmatched import KeyedRule, Unmatched, is_spent
from vfmock.types import JSON

MOST_TYPES = 4096
"""How many types of actions are remembered. Clients choose the types, so there is a limit."""


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
class Taken:
    """A rule took an action: the rule, what its matcher found, and the reply.

    ``reply`` is ``None`` if a sequence of replies with ``then: error`` has run out.
    """

    entry: KeyedRule
    found: Mapping[str, JSON]
    reply: Reply | None


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
            if is_spent(entry, counts):
                continue
            found = rule.on.match(situation)
            if found is None or (rule.probability < 1 and rng.random() >= rule.probability):
                continue
            count = counts.get(entry.key, 0)
            counts[entry.key] = count + 1
            reply = rule.reply_for(count) if rule.replies else rule.reply
            return Taken(entry, found, reply)
        return None

    def unmatched(self, situation: Situation, state: str, counts: Mapping[str, int]) -> Unmatched:
        """An action that no rule took, with all that is needed to say why."""
        near = self._candidates(situation.action, state)
        return Unmatched(situation, state, counts, near, self._layers_by_state())

    def _candidates(self, action: Action, state: str) -> list[KeyedRule]:
        """The rules that can take an action of this type in this state, in order; cached."""
        kind = action.type
        if kind.startswith(PATH_PREFIX):
            kind = PATH_PREFIX
        try:
            return self._by_type[state, kind]
        except KeyError:
            pass
        lists = [layer.get(at, ()) for layer in self._layers_by_state() for at in (state, None)]
        found = [entry for entry in chain.from_iterable(lists) if _can_take(entry.rule, kind)]
        if len(self._by_type) < MOST_TYPES:
            self._by_type[state, kind] = found
        return found

    def _layers_by_state(self) -> list[dict[str | None, list[KeyedRule]]]:
        """The rules of each layer by their state; made at the first use after a change."""
        if self._by_state is None:
            self._by_state = [_entries_of(layer) for layer in self._layers]
        return self._by_state


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
