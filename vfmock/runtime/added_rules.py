"""The rules that a test adds to a scenario while the server runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from vfmock.core.scenario import Rule, Scenario
from vfmock.core.scenario.model import START
from vfmock.core.scenario.playbook import keyed
from vfmock.core.scenario.unmatched import KeyedRule
from vfmock.errors import Place, suggest
from vfmock.loading.lint import lint_rules
from vfmock.loading.remarks import Remark


class AddedRules:
    """A list of added rules that hold in every state, and one for each state.

    ``newest_first``: the rule that was added last is tried first.
    """

    def __init__(self, name: str, *, newest_first: bool = False) -> None:
        self.name = name
        self.newest_first = newest_first
        self.rules: Sequence[Rule] = ()
        self.states: dict[str, Sequence[Rule]] = {}

    def put(self, state: str | None, index: int | None, rule: Rule) -> int:
        """Add a rule, or replace the one at an index. Return its index."""
        rules = list(self.rules if state is None else self.states.get(state, ()))
        if index is None:
            index = len(rules)
            rules.append(rule)
        else:
            rules[index] = rule
        # The lists are replaced, because a session may be reading the old ones.
        if state is None:
            self.rules = tuple(rules)
        else:
            self.states = {**self.states, state: tuple(rules)}
        return index

    def clear(self) -> None:
        """Remove all rules."""
        self.rules = ()
        self.states = {}

    def entries(self) -> Iterator[KeyedRule]:
        """All rules with their keys."""
        for where, rules in self._lists():
            yield from keyed(where, rules)

    def remarks(self) -> Iterator[Remark]:
        """What has no effect in these rules."""
        for where, rules in self._lists():
            yield from lint_rules(where, rules)

    def _lists(self) -> Iterator[tuple[str, Sequence[Rule]]]:
        yield f"{self.name}: rules", self.rules
        for state, rules in self.states.items():
            yield f"{self.name}: states.{state}", rules


def states_of(scenario: Scenario) -> set[str]:
    """The states that a scenario has."""
    return {START, scenario.start, *scenario.states}


def unknown_states(
    layers: Sequence[AddedRules], scenario: Scenario, reached: Collection[str]
) -> list[str]:
    """What added rules say of states that don't exist, or that nothing leads to.

    ``reached`` are the states of the scenario, and those in which a session began.
    """
    known = {*reached, *(state for layer in layers for state in layer.states)}
    gone = [
        _at(entry.rule.place)
        + f"{entry.key} goes to state {goto!r}, which does not exist{suggest(goto, known)}"
        for layer in layers
        for entry in layer.entries()
        if (goto := entry.rule.goto) is not None and goto not in known
    ]
    return gone or _lonely(layers, scenario, reached)


def _lonely(
    layers: Sequence[AddedRules], scenario: Scenario, reached: Collection[str]
) -> list[str]:
    """What is said of a state that nothing leads to. With a wrong ``goto`` this is no news."""
    rules = [*scenario.all_rules(), *(one.rule for layer in layers for one in layer.entries())]
    led_to = {*reached, *(rule.goto for rule in rules if rule.goto is not None)}
    return [
        _at(own[0].place)
        + f"in_state({state!r}): nothing leads to this state{suggest(state, led_to)}"
        for layer in layers
        for state, own in layer.states.items()
        if state not in led_to
    ]


def _at(place: Place | None) -> str:
    return f"{place}: " if place else ""
