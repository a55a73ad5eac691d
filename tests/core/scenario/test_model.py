"""The model: what a scenario may contain, and the errors for a wrong one."""

from __future__ import annotations

from typing import Any

import pytest

from vfmock.core.faults import FAULTS
from vfmock.core.matchers.kinds import AnythingMatcher
from vfmock.core.scenario import Fallback, Rule, Scenario, SessionOptions
from vfmock.core.traces.text import text
from vfmock.errors import Place, ScenarioError
from vfmock.types import Duration

A, B, C = (text("a"),), (text("b"),), (text("c"),)


def rule(**given: Any) -> Rule:
    """A rule for any action."""
    return Rule(on=AnythingMatcher(), **given)


@pytest.mark.parametrize(
    ("one", "replies"),
    [
        (rule(reply=A), [A, A, A, A, A]),
        (rule(), [(), (), (), (), ()]),
        (rule(replies=(A, B)), [A, B, B, B, B]),
        (rule(replies=(A, B), then="last"), [A, B, B, B, B]),
        (rule(replies=(A, B), then="cycle"), [A, B, A, B, A]),
        (rule(replies=(A, B, C), then="cycle"), [A, B, C, A, B]),
        (rule(replies=(A, B), then="error"), [A, B, None, None, None]),
        (rule(reply=A, then="error"), [A, A, A, A, A]),
    ],
)
def test_replies_come_in_sequence(one: Rule, replies: list[Any]) -> None:
    assert [one.reply_for(taken) for taken in range(5)] == replies


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"reply": A, "replies": (B,)}, "a rule has 'reply' or 'replies', not both"),
        ({"times": 0}, "'times' is 1 or more, not 0"),
        ({"times": -1}, "'times' is 1 or more, not -1"),
        ({"probability": 1.5}, "'probability' is from 0 to 1, not 1.5"),
        ({"probability": -0.5}, "'probability' is from 0 to 1, not -0.5"),
    ],
)
def test_a_wrong_rule_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        rule(**given)
    assert str(raised.value) == problem


@pytest.mark.parametrize("given", [{"times": 1}, {"probability": 0}, {"probability": 1}])
def test_a_rule_at_the_limit_is_taken(given: dict[str, Any]) -> None:
    rule(**given)


def test_equal_rules_at_different_places_are_equal() -> None:
    assert rule(place=Place("a.yaml", 1, 1)) == rule(place=Place("b.yaml", 2, 2))


def test_a_rule_may_go_to_a_state_with_rules_or_to_the_start() -> None:
    scenario = Scenario(
        start="menu",
        states={"menu": (rule(goto="start"),), "order": (rule(goto="menu"),)},
        rules=(rule(goto="order"),),
    )
    assert [one.goto for one in scenario.all_rules()] == ["start", "menu", "order"]


def test_the_start_state_needs_no_rules() -> None:
    assert Scenario(start="menu", rules=(rule(goto="menu"),)).start == "menu"


PLACE = Place("pizza.yaml", 7, 3)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (
            {"start": "menue", "states": {"menu": ()}},
            "no state 'menue' to start in, did you mean 'menu' (known: menu, start)",
        ),
        (
            {"rules": (rule(goto="ordr", place=PLACE),), "states": {"order": ()}},
            "pizza.yaml:7:3: no state 'ordr' to go to, did you mean 'order' (known: order, start)",
        ),
        (
            {"states": {"order": (rule(goto="zzz"),)}, "start": "order"},
            "no state 'zzz' to go to (known: order, start)",
        ),
        (
            {"rules": (rule(name="a"), rule(name="a", place=PLACE))},
            "pizza.yaml:7:3: two rules are named 'a'",
        ),
        (
            {"states": {"start": (rule(name="a"),)}, "rules": (rule(name="a"),)},
            "two rules are named 'a'",
        ),
    ],
)
def test_a_wrong_scenario_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        Scenario(**given)
    assert str(raised.value) == problem


def test_rules_without_a_name_do_not_clash() -> None:
    assert len(Scenario(rules=(rule(), rule())).all_rules()) == 2


@pytest.mark.parametrize("seconds", [0, -1])
def test_an_idle_timeout_is_more_than_zero(seconds: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        SessionOptions(idle_timeout=Duration(seconds))
    assert str(raised.value) == f"'idle_timeout' is more than 0 seconds, not {seconds}"


def test_sessions_do_not_time_out_by_default() -> None:
    assert Scenario().session.idle_timeout is None
    half_an_hour = Duration(1800)
    assert SessionOptions(idle_timeout=half_an_hour).idle_timeout == half_an_hour


def test_the_default_mode_of_a_fallback_is_no_match() -> None:
    assert Fallback().mode == "no-match"
    assert Scenario().fallback is None


@pytest.mark.parametrize("name", ["latency", "http error", "client.started late"])
def test_a_fault_that_cannot_happen_to_a_turn_is_refused_in_a_rule(name: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        Rule(on=AnythingMatcher(), faults=(FAULTS[name](),))
    problem = f"{name!r} can't happen to a turn: it goes under the scenario's 'faults'"
    assert str(raised.value) == problem


@pytest.mark.parametrize("name", ["trace huge", "transport close", "server restart"])
def test_a_rule_may_have_every_other_fault(name: str) -> None:
    assert Rule(on=AnythingMatcher(), faults=(FAULTS[name](),)).faults[0].name == name
