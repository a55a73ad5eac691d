"""Rules that can never take an action."""

from __future__ import annotations

import pytest

from vfmock.core.matchers.text import TextMatcher
from vfmock.core.matchers.where import WhereMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.loading import parse_scenario, warnings_of


def lint(*rules: str) -> list[str]:
    """The warnings for rules, each a flow mapping on a line of its own from line 2 on."""
    lines = "\n".join(f"  - {rule}" for rule in rules)
    return warnings_of(parse_scenario(f"rules:\n{lines}\n", file="a"))


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("any", "launch"),
        ("any", "any"),
        ("any", "{text: hi}"),
        ("any", "{text: hi, user: u}"),
        ("launch", "launch"),
        ("{text: hi}", "{text: hi}"),
        ("{text: hi}", "{text: {equals: hi, ignore_case: false}}"),
        ("{text: hi}", "{text: hi, variable: {x: 1}}"),
        ("{text: hi, user: u}", "{text: hi, user: u}"),
        ("text", "{text: hi}"),
        ("text", "{text: {regex: hi}}"),
        ("button", "{button: Yes}"),
        ("button", "{path: yes}"),
        ("event", "{event: e}"),
        ("{either: [launch, {text: hi}]}", "{text: hi}"),
        ("{either: [launch, text]}", "{either: [{text: a}, launch]}"),
        ("{not: launch}", "{not: launch}"),
        ("{payload: {a: 1}}", "{payload: {a: 1}}"),
    ],
)
def test_a_rule_below_one_that_takes_all_its_actions_is_found(above: str, below: str) -> None:
    assert lint(f"on: {above}", f"on: {below}") == [
        "a:3:5: rules[1] never takes an action: rules[0] at a:2:5 takes all that it could"
    ]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("launch", "any"),
        ("{text: hi}", "text"),
        ("{text: hi}", "{text: Hi}"),
        ("{text: hi, user: u}", "{text: hi}"),
        ("{button: Yes}", "{path: yes}"),
        ("text", "{either: [{text: a}, launch]}"),
        ("text", "{type: text}"),
        ("{not: launch}", "{text: hi}"),
    ],
)
def test_a_rule_that_can_still_take_actions_has_no_warning(above: str, below: str) -> None:
    assert lint(f"on: {above}", f"on: {below}") == []


@pytest.mark.parametrize("limit", ["times: 2", "probability: 0.5"])
def test_a_rule_below_one_with_a_limit_has_no_warning(limit: str) -> None:
    assert lint(f"{{on: any, {limit}}}", "on: launch") == []


def test_a_rule_without_replies_left_still_takes_its_actions() -> None:
    """``then: error`` rejects them; they do not come to the rule below."""
    assert len(lint("{on: launch, replies: [[end]], then: error}", "on: launch")) == 1


def test_several_rules_together_may_take_all_actions_of_an_either() -> None:
    assert lint("on: launch", "on: text", "on: {either: [launch, {text: a}]}") == [
        "a:4:5: rules[2] never takes an action: rules[0] at a:2:5 takes all that it could"
    ]


def test_a_rule_is_called_by_its_name() -> None:
    assert lint("{on: any, name: all}", "{on: launch, name: hello}") == [
        "a:3:5: hello never takes an action: all at a:2:5 takes all that it could"
    ]


def test_each_state_is_checked_separately() -> None:
    scenario = parse_scenario(
        "rules: [{on: any}]\nstates:\n  one: [{on: any}]\n  two: [{on: any}, {on: launch}]",
        file="a",
    )
    assert warnings_of(scenario) == [
        "a:4:20: states.two[1] never takes an action: states.two[0] at a:4:9 takes all that it"
        " could"
    ]


def test_a_rule_that_wants_two_types_at_once_is_found() -> None:
    assert lint("on: {launch: , text: hi}") == [
        "a:2:5: rules[0] never takes an action: no action has both types that it wants"
    ]


def test_a_template_that_is_never_evaluated_is_found() -> None:
    assert lint("on: {text: '{{ name }}'}") == [
        "a:2:5: rules[0] has a template under 'on', where it is only text"
    ]
    assert lint("{on: any, set: {'{{ name }}': 1, x: '{{ name }}'}}") == [
        "a:2:5: rules[0] has a template for a name under 'set', where it is only text"
    ]
    assert warnings_of(Scenario(variables={"a": ["{{ fake.name() }}"]})) == [
        "a template in 'variables' is only text: give the value with 'set' in a rule"
    ]


def test_rules_from_python_have_no_place() -> None:
    rules = (Rule(on=TextMatcher()), Rule(on=TextMatcher(equals="a")))
    assert warnings_of(Scenario(rules=rules)) == [
        "rules[1] never takes an action: rules[0] takes all that it could"
    ]


def test_a_function_is_only_equal_to_itself() -> None:
    def wanted(_: object) -> bool:
        return True

    once, again = Rule(on=WhereMatcher(wanted)), Rule(on=WhereMatcher(wanted))
    assert len(warnings_of(Scenario(rules=(once, again)))) == 1
    assert warnings_of(Scenario(rules=(once, Rule(on=WhereMatcher(lambda _: True))))) == []


def test_a_regex_that_is_not_searched_in_every_text_is_found() -> None:
    assert lint(r"on: {either: [launch, {text: {regex: '(a+)+(?!b)$'}}]}") == [
        "a:2:5: rules[0] searches for the regex /(a+)+(?!b)$/ only in texts of 20 characters or"
        " fewer, because it has a lookahead or a lookbehind"
    ]
    assert lint("on: {text: {regex: '(a+)+$'}}", "on: {not: {text: {regex: '^(?!no).*$'}}}") == []
