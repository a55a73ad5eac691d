"""An action that no rule took, explained later than it came."""

from __future__ import annotations

from vfmock.core.actions import Action
from vfmock.core.matchers import Situation
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.matchers.where import WhereMatcher
from vfmock.core.matchers.who import VariableMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.scenario.playbook import Playbook
from vfmock.core.scenario.unmatched import FallbackTaken, KeyedRule
from vfmock.errors import Place

HM = Action({"type": "text", "payload": "hm"})


def taken(playbook: Playbook, variables: dict[str, object], counts: dict[str, int]) -> object:
    """What answers an action that no rule takes."""
    unmatched = playbook.unmatched(Situation(HM, "u", variables), "start", counts)
    return FallbackTaken("echo", unmatched)


def test_a_keyed_rule_names_its_place_if_it_has_one() -> None:
    rule = Rule(on=TextMatcher("hi"))
    assert str(KeyedRule("pizza: rules[0]", rule)) == "pizza: rules[0]"
    placed = Rule(on=TextMatcher("hi"), place=Place("test_it.py", 7))
    assert str(KeyedRule("python: rules[0]", placed)) == "python: rules[0] at test_it.py:7"
    placed = Rule(on=TextMatcher("hi"), place=Place("pizza.yaml", 7, 5))
    assert str(KeyedRule("hello", placed)) == "hello at pizza.yaml:7:5"


def test_the_near_misses_are_those_of_the_time_of_the_action() -> None:
    rules = (Rule(on=VariableMatcher({"size": "large"})), Rule(on=TextMatcher("hm"), times=1))
    playbook = Playbook(Scenario(name="pizza", rules=rules))
    variables: dict[str, object] = {"size": "small"}
    counts = {"pizza: rules[1]": 1}
    answer = taken(playbook, variables, counts)
    variables["size"] = "large"
    counts.clear()
    playbook.change(Scenario(name="other"))
    assert str(answer) == (
        "the fallback 'echo': no rule takes text 'hm' in state 'start' (nearest:"
        " pizza: rules[1]: it has taken its 1 already;"
        " pizza: rules[0]: wanted variables size='large', got size='small')"
    )


def test_a_function_is_asked_only_when_somebody_reads_and_only_once() -> None:
    asked: list[Action] = []

    def wanted(action: Action) -> bool:
        asked.append(action)
        return False

    playbook = Playbook(Scenario(rules=(Rule(on=WhereMatcher(wanted)),)))
    answer = taken(playbook, {}, {})
    assert asked == []
    assert str(answer) == str(answer)
    assert len(asked) == 1


def test_a_function_that_fails_when_somebody_reads_does_no_harm() -> None:
    def fails(action: Action) -> bool:
        raise SystemExit(3)

    playbook = Playbook(Scenario(rules=(Rule(on=WhereMatcher(fails)),)))
    assert str(taken(playbook, {}, {})) == (
        "the fallback 'echo': no rule takes it, and fails raised SystemExit: 3"
    )


def test_a_spent_rule_that_would_not_match_anyway_tells_the_difference() -> None:
    playbook = Playbook(Scenario(name="pizza", rules=(Rule(on=TextMatcher("hi"), times=1),)))
    unmatched = playbook.unmatched(Situation(HM, "u", {}), "start", {"pizza: rules[0]": 1})
    assert unmatched.explain().nearest[0].difference == "wanted the text 'hi', got text 'hm'"
