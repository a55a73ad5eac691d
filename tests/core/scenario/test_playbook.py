"""The playbook: which rule takes an action, and why no rule does."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest

from tests.core.builders import act, mean, press, say, situation
from vfmock.core.actions import Action
from vfmock.core.matchers import Matcher
from vfmock.core.matchers.button import ButtonMatcher
from vfmock.core.matchers.event import EventMatcher
from vfmock.core.matchers.intent import IntentMatcher
from vfmock.core.matchers.kinds import AnythingMatcher, LaunchMatcher, TypeMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.matchers.who import UserMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.scenario import playbook as playbook_module
from vfmock.core.scenario.model import Reply
from vfmock.core.scenario.playbook import Playbook
from vfmock.core.scenario.unmatched import MOST_COMPARED
from vfmock.core.traces.text import text


def answer(words: str) -> Reply:
    """A reply that differs from the others."""
    return (text(words),)


def rule(on: Matcher, words: str = "") -> Rule:
    """A rule with an answer."""
    return Rule(on=on, reply=answer(words))


class Player:
    """Plays actions against a playbook, as a session does."""

    def __init__(self, *layers: Scenario, seed: int = 1) -> None:
        self.playbook = Playbook(*layers)
        self.counts: dict[str, int] = {}
        self.rng = random.Random(seed)

    def keys(self, *actions: Action, state: str = "start") -> list[str | None]:
        """The rule that takes each action."""
        taken = (
            self.playbook.choose(situation(action), state, self.counts, self.rng)
            for action in actions
        )
        return [None if one is None else one.entry.key for one in taken]

    def replies(self, *actions: Action) -> list[Reply | None]:
        """The reply to each action."""
        made: list[Reply | None] = []
        for action in actions:
            taken = self.playbook.choose(situation(action), "start", self.counts, self.rng)
            assert taken is not None
            made.append(taken.reply)
        return made

    def mismatch(self, action: Action, state: str = "start", most: int = 3) -> str:
        """Why no rule takes an action."""
        return str(self.playbook.unmatched(situation(action), state, self.counts).explain(most))


def scenario(
    *rules: Rule, name: str = "pizza", states: Mapping[str, Sequence[Rule]] | None = None
) -> Scenario:
    """A scenario of rules."""
    given = {state: tuple(held) for state, held in (states or {}).items()}
    return Scenario(name=name, rules=rules, states=given)


# Which rule.


def test_the_first_rule_that_matches_takes_the_action() -> None:
    player = Player(
        scenario(rule(TextMatcher("a")), rule(AnythingMatcher()), rule(TextMatcher("b")))
    )
    assert player.keys(say("a"), say("b")) == ["pizza: rules[0]", "pizza: rules[1]"]


def test_rules_of_the_state_come_before_those_of_every_state() -> None:
    player = Player(
        scenario(rule(AnythingMatcher()), states={"menu": [rule(TextMatcher("1"))], "start": []})
    )
    assert player.keys(say("1"), say("2"), state="menu") == [
        "pizza: states.menu[0]",
        "pizza: rules[0]",
    ]
    assert player.keys(say("1")) == ["pizza: rules[0]"]


def test_all_rules_of_an_earlier_layer_come_first() -> None:
    first = scenario(rule(TextMatcher("a")), name="first")
    second = scenario(
        rule(TextMatcher("b")), name="second", states={"start": [rule(AnythingMatcher())]}
    )
    player = Player(first, second)
    assert player.keys(say("a"), say("b")) == ["first: rules[0]", "second: states.start[0]"]


def test_a_rule_is_known_by_its_name() -> None:
    player = Player(scenario(Rule(on=LaunchMatcher(), name="greeting")))
    assert player.keys(act("launch")) == ["greeting"]


def test_the_reply_gets_what_the_matcher_found() -> None:
    player = Player(scenario(rule(TextMatcher(regex="(?P<size>small|large)"))))
    taken = player.playbook.choose(situation(say("large")), "start", {}, random.Random(1))
    assert taken is not None
    assert taken.found == {"size": "large"}


# Which rules are looked at.


@pytest.mark.parametrize(
    ("action", "key"),
    [
        (say("hi"), "pizza: rules[0]"),
        (act("message", "hi"), "pizza: rules[0]"),
        (mean("order"), "pizza: rules[1]"),
        (press("Order"), "pizza: rules[2]"),
        (act("path-"), "pizza: rules[2]"),
        (act("event", {"event": {"name": "e"}}), "pizza: rules[3]"),
        (act("custom"), "pizza: rules[4]"),
        (act("launch"), "pizza: rules[5]"),
        (act("other"), "pizza: rules[5]"),
    ],
)
def test_each_type_finds_its_rule(action: Action, key: str) -> None:
    rules = [
        TextMatcher(),
        IntentMatcher(),
        ButtonMatcher(),
        EventMatcher(),
        TypeMatcher("custom"),
        UserMatcher("u"),
    ]
    player = Player(scenario(*map(rule, rules)))
    assert player.keys(action, action) == [key, key]


def test_a_rule_for_one_path_does_not_take_another() -> None:
    player = Player(scenario(rule(TypeMatcher("path-a")), rule(TypeMatcher("path-b"))))
    assert player.keys(press("x", "b"), press("x", "a")) == ["pizza: rules[1]", "pizza: rules[0]"]


def test_a_rule_that_can_match_no_type_takes_nothing() -> None:
    player = Player(scenario(rule(TextMatcher() & LaunchMatcher())))
    assert player.keys(say("hi"), act("launch")) == [None, None]


def test_ten_thousand_types_and_states_are_answered_alike() -> None:
    player = Player(scenario(rule(AnythingMatcher())))
    actions = [act(f"type-{n}") for n in range(10_000)]
    assert set(player.keys(*actions)) == {"pizza: rules[0]"}
    assert player.keys(*actions[-2:], state="elsewhere") == ["pizza: rules[0]"] * 2


# How often.


def test_a_rule_with_times_does_not_take_later_actions() -> None:
    player = Player(scenario(Rule(on=TextMatcher("a"), times=2), rule(AnythingMatcher())))
    assert player.keys(*[say("a")] * 4) == ["pizza: rules[0]"] * 2 + ["pizza: rules[1]"] * 2


def test_each_session_counts_separately() -> None:
    player = Player(scenario(Rule(on=TextMatcher("a"), times=1)))
    assert player.keys(say("a"), say("a")) == ["pizza: rules[0]", None]
    player.counts = {}
    assert player.keys(say("a")) == ["pizza: rules[0]"]


def test_only_the_rule_that_takes_an_action_is_counted() -> None:
    player = Player(scenario(Rule(on=TextMatcher("a"), times=1), rule(AnythingMatcher())))
    player.keys(say("b"), say("c"), say("a"))
    assert player.counts == {"pizza: rules[1]": 2, "pizza: rules[0]": 1}


def test_replies_come_in_order_and_then_repeat_or_end() -> None:
    replies = (answer("1"), answer("2"))
    last = Player(scenario(Rule(on=AnythingMatcher(), replies=replies)))
    cycle = Player(scenario(Rule(on=AnythingMatcher(), replies=replies, then="cycle")))
    error = Player(scenario(Rule(on=AnythingMatcher(), replies=replies, then="error")))
    three = [say("x")] * 3
    assert last.replies(*three) == [answer("1"), answer("2"), answer("2")]
    assert cycle.replies(*three) == [answer("1"), answer("2"), answer("1")]
    assert error.replies(*three) == [answer("1"), answer("2"), None]


# How likely.


@pytest.mark.parametrize(("probability", "times"), [(0.0, 0), (1.0, 200)])
def test_probability_0_never_takes_and_probability_1_always_takes(
    probability: float, times: int
) -> None:
    player = Player(scenario(Rule(on=AnythingMatcher(), probability=probability)))
    keys = player.keys(*[say("x")] * 200)
    assert keys.count("pizza: rules[0]") == times


def test_a_probability_between_0_and_1_depends_on_the_seed() -> None:
    rules = (Rule(on=AnythingMatcher(), probability=0.25), rule(AnythingMatcher()))
    runs = [Player(scenario(*rules), seed=seed).keys(*[say("x")] * 400) for seed in (7, 7, 8)]
    assert runs[0] == runs[1] != runs[2]
    assert 70 < runs[0].count("pizza: rules[0]") < 130


def test_nothing_is_drawn_for_a_rule_that_is_certain_or_does_not_match() -> None:
    player = Player(scenario(Rule(on=TextMatcher("a"), probability=0.5), rule(AnythingMatcher())))
    before = player.rng.getstate()
    player.keys(say("b"))
    assert player.rng.getstate() == before
    player.keys(say("a"))
    assert player.rng.getstate() != before


# Why none.


def test_the_reason_says_when_there_are_no_rules() -> None:
    assert Player(scenario()).mismatch(say("hi")) == (
        "no rule takes text 'hi' in state 'start': there are no rules for it"
    )


def test_the_nearest_rules_come_first_each_with_its_reason() -> None:
    player = Player(
        scenario(
            rule(TextMatcher("something else")),
            rule(TextMatcher("order")),
            rule(TextMatcher("ord")),
        )
    )
    assert player.mismatch(say("ordr"), most=2) == (
        "no rule takes text 'ordr' in state 'start' (nearest:"
        " pizza: rules[1]: wanted the text 'order', got text 'ordr';"
        " pizza: rules[2]: wanted the text 'ord', got text 'ordr')"
    )


def test_rules_for_the_same_type_of_action_come_before_the_others() -> None:
    player = Player(
        scenario(
            rule(LaunchMatcher()), rule(TypeMatcher("texts")), rule(TextMatcher("something else"))
        )
    )
    mismatch = player.playbook.unmatched(situation(say("texts")), "start", {}).explain()
    assert [miss.key for miss in mismatch.nearest] == [
        "pizza: rules[2]",
        "pizza: rules[0]",
        "pizza: rules[1]",
    ]


def test_rules_of_other_states_are_not_listed() -> None:
    player = Player(scenario(states={"menu": [rule(TextMatcher("1"))]}))
    assert player.mismatch(say("1")).endswith("in state 'start': there are no rules for it")
    assert "states.menu[0]" in player.mismatch(say("2"), state="menu")


def test_the_reason_says_when_a_rule_has_used_up_its_times() -> None:
    player = Player(scenario(Rule(on=TextMatcher("a"), times=2)))
    player.keys(say("a"), say("a"))
    assert player.mismatch(say("a")) == (
        "no rule takes text 'a' in state 'start'"
        " (nearest: pizza: rules[0]: it has taken its 2 already)"
    )


@pytest.mark.parametrize("times", [None, 5])
def test_the_reason_says_when_the_probability_passed_over_a_rule(times: int | None) -> None:
    player = Player(scenario(Rule(on=TextMatcher("a"), probability=0.0, times=times)))
    player.counts["pizza: rules[0]"] = 1
    assert player.mismatch(say("a")) == (
        "no rule takes text 'a' in state 'start'"
        " (nearest: pizza: rules[0]: its probability passed it over)"
    )


def test_the_number_of_compared_rules_is_limited() -> None:
    near = Rule(on=TextMatcher("exactly this, almost"), name="near")
    far = [rule(TextMatcher(f"{n:05d}")) for n in range(MOST_COMPARED)]
    assert Player(scenario(*far, near)).mismatch(say("exactly this"), most=1).find("near:") == -1
    assert "near: wanted" in Player(scenario(near, *far)).mismatch(say("exactly this"), most=1)


def test_explaining_changes_nothing() -> None:
    player = Player(
        scenario(rule(TextMatcher("b")), rule(TextMatcher("a")), rule(AnythingMatcher()))
    )
    player.keys(say("a"))
    player.mismatch(say("a"))
    assert player.keys(say("a")) == ["pizza: rules[1]"]


class Edge(random.Random):
    """Draws the greatest number that is not below a half."""

    def random(self) -> float:
        return 0.5


def test_a_draw_of_exactly_the_probability_passes_the_rule_over() -> None:
    playbook = Playbook(Scenario(rules=(Rule(on=TextMatcher("hi"), probability=0.5),)))
    assert playbook.choose(situation(say("hi")), "start", {}, Edge()) is None


def test_the_types_of_actions_that_are_remembered_have_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(playbook_module, "MOST_TYPES", 2)
    playbook = Playbook(Scenario(rules=(Rule(on=AnythingMatcher()),)))
    for number in range(5):
        taken = playbook.choose(situation(act(f"t{number}")), "start", {}, random.Random(1))
        assert taken is not None
        assert len(playbook._by_type) == min(number + 1, 2)
