"""Parts of a scenario from a file: the result of each form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from vfmock.core.buttons import Button
from vfmock.core.matchers.base import AllMatcher, EitherMatcher, NotMatcher
from vfmock.core.matchers.button import ButtonMatcher as ButtonMatcher
from vfmock.core.matchers.intent import IntentMatcher
from vfmock.core.matchers.kinds import AnythingMatcher, LaunchMatcher
from vfmock.core.matchers.payload import PayloadMatcher
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.matchers.who import UserMatcher, VariableMatcher
from vfmock.core.scenario import Fallback, Rule, Scenario, SessionOptions
from vfmock.core.steps import STEPS, Step
from vfmock.core.steps.pause import Pause
from vfmock.core.steps.raw_trace import RawTrace
from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.core.traces.card import Card
from vfmock.core.traces.carousel import Carousel
from vfmock.core.traces.choice import Choice
from vfmock.core.traces.completion import Completion
from vfmock.core.traces.diagnostics import Log
from vfmock.core.traces.end import End
from vfmock.core.traces.text import Text
from vfmock.core.traces.visual import Dimensions, Visual
from vfmock.errors import Place, ScenarioError
from vfmock.loading import parse_scenario
from vfmock.loading.build import _SHAPES
from vfmock.types import Duration


def rule(text: str) -> Rule:
    """The one rule of a file whose rule is that flow mapping."""
    return parse_scenario(f"rules: [{text}]").rules[0]


def step(text: str) -> Step:
    return rule(f"{{on: launch, reply: [{text}]}}").reply[0]


def on(text: str) -> object:
    return rule(f"{{on: {text}}}").on


def problem(text: str) -> str:
    """The message for a step of a file whose name is ``a``; it begins at column 32."""
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(f"rules: [{{on: launch, reply: [{text}]}}]", file="a")
    return str(caught.value)


# What a file can say.


def test_an_empty_mapping_is_a_scenario_with_all_defaults() -> None:
    assert parse_scenario("{}") == Scenario()


def test_a_whole_scenario_is_built() -> None:
    scenario = parse_scenario("""
        name: pizza
        description: sells pizza
        seed: 7
        start: hello
        variables: {size: null, toppings: [ham, {olives: 2}]}
        session: {idle_timeout: 30m}
        fallback: {mode: no-match, reply: [text: What?]}
        rules:
          - on: launch
            replies: [[text: Hi], []]
            then: cycle
            set: {greeted: true}
            goto: hello
            times: 3
            probability: 0.5
            name: greet
        states:
          hello: []
    """)
    assert scenario == Scenario(
        name="pizza",
        description="sells pizza",
        seed=7,
        start="hello",
        variables={"size": None, "toppings": ["ham", {"olives": 2}]},
        session=SessionOptions(idle_timeout=Duration(1800.0)),
        fallback=Fallback(mode="no-match", reply=(Text(message="What?"),)),
        rules=(
            Rule(
                on=LaunchMatcher(),
                replies=((Text(message="Hi"),), ()),
                then="cycle",
                set={"greeted": True},
                goto="hello",
                times=3,
                probability=0.5,
                name="greet",
            ),
        ),
        states={"hello": ()},
    )


def test_a_rule_knows_its_place() -> None:
    scenario = parse_scenario("rules:\n  - on: launch\n  - {on: end}\n", file="b.yaml")
    assert [one.place for one in scenario.rules] == [Place("b.yaml", 2, 5), Place("b.yaml", 3, 5)]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("end", End()),
        ("{end: }", End()),
        ("end: rated", End(reason="rated")),
        ("{end: {reason: rated}}", End(reason="rated")),
        ("{end: {}}", End()),
        ("text: Hi", Text(message="Hi")),
        ("{text: {message: Hi, delay: 0}}", Text(message="Hi", delay=0)),
        ("pause: 2", Pause(Duration(2.0))),
        ("pause: 0.5", Pause(Duration(0.5))),
        ("pause: 500ms", Pause(Duration(0.5))),
        ("pause: 1.5s", Pause(Duration(1.5))),
        ("{pause: {seconds: 2h}}", Pause(Duration(7200.0))),
        ("{log: {a: [1, null]}}", Log({"a": [1, None]})),
        ("log: word", Log("word")),
        ("{trace: {type: x, payload: 1}}", RawTrace({"type": "x", "payload": 1})),
        (
            "{choice: [Yes, {name: No, path: never}]}",
            Choice((Button(name="Yes"), Button(name="No", path="never"))),
        ),
        ("{choice: {buttons: [Yes]}}", Choice((Button(name="Yes"),))),
        (
            "{carousel: [A, {title: B, id: b}]}",
            Carousel((Card(title="A"), Card(title="B", id="b"))),
        ),
        ("{carousel: {cards: [], layout: List}}", Carousel((), "List")),
        (
            "{visual: {image: u, dimensions: {width: 1, height: 2}, loop: true}}",
            Visual(image="u", dimensions=Dimensions(width=1, height=2), loop=True),
        ),
        (
            "{completion: {text: Hi, per_second: 10, tokens: 5}}",
            Completion(text="Hi", per_second=10.0, tokens=5),
        ),
    ],
)
def test_every_form_of_a_step_is_built(text: str, made: Step) -> None:
    assert step(text) == made


def test_a_whole_number_becomes_a_float_where_one_is_wanted() -> None:
    made = step("{completion: {text: Hi, per_second: 10}}")
    assert isinstance(made, Completion)
    assert isinstance(made.per_second, float)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("launch", LaunchMatcher()),
        ("{launch: }", LaunchMatcher()),
        ("{launch: {}}", LaunchMatcher()),
        ("any", AnythingMatcher()),
        ("text", TextMatcher()),
        ("{text: }", TextMatcher()),
        ("{text: hello}", TextMatcher(equals="hello")),
        (
            "{text: {contains: hello, ignore_case: true}}",
            TextMatcher(contains="hello", ignore_case=True),
        ),
        ("{button: }", ButtonMatcher()),
        (
            "{intent: {name: buy, entities: {size: 1}, min_confidence: 1}}",
            IntentMatcher(name="buy", entities={"size": 1}, min_confidence=1.0),
        ),
        ("{payload: {a: {b: 1}}}", PayloadMatcher({"a": {"b": 1}})),
        ("{payload: 5}", PayloadMatcher(5)),
        (
            "{text: a, user: u, variable: {x: 1}}",
            AllMatcher((TextMatcher(equals="a"), UserMatcher("u"), VariableMatcher({"x": 1}))),
        ),
        (
            "{either: [launch, {text: a}]}",
            EitherMatcher((LaunchMatcher(), TextMatcher(equals="a"))),
        ),
        ("{not: launch}", NotMatcher(LaunchMatcher())),
        ("{not: {text: a}}", NotMatcher(TextMatcher(equals="a"))),
        (
            "{not: {text: a, user: u}}",
            NotMatcher(AllMatcher((TextMatcher(equals="a"), UserMatcher("u")))),
        ),
        ("{not: {not: any}}", NotMatcher(NotMatcher(AnythingMatcher()))),
    ],
)
def test_every_form_of_a_matcher_is_built(text: str, made: object) -> None:
    assert on(text) == made


def test_the_bare_value_of_a_fallback_is_its_mode() -> None:
    assert parse_scenario("fallback: echo").fallback == Fallback(mode="echo")
    assert parse_scenario("fallback: null").fallback is None


def test_anchors_share_replies() -> None:
    scenario = parse_scenario("""
        rules:
          - on: launch
            reply: &hello [text: Hi]
          - on: any
            reply: *hello
    """)
    assert scenario.rules[0].reply == scenario.rules[1].reply == (Text(message="Hi"),)


def test_a_json_file_is_built() -> None:
    text = '{"rules": [{"on": {"text": "hi"}, "reply": [{"text": "Hi"}, "end"]}]}'
    assert parse_scenario(text).rules[0].reply == (Text(message="Hi"), End())


# Type hints that no part of the package has.


@dataclass(frozen=True)
class Odd(TraceStep):
    """Has a field for each hint that the tests above do not reach."""

    primary = "size"
    size: int | Duration | Dimensions | None = None
    names: Mapping[str, tuple[int, ...]] | None = None
    strange: Any = None

    def payload(self) -> None:
        return None


@dataclass(frozen=True)
class Impossible(TraceStep):
    """Has a hint that nothing reads."""

    things: set[str] | None = None

    def payload(self) -> None:
        return None


@pytest.fixture
def odd_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The steps above, registered while a test runs."""
    monkeypatch.setattr(STEPS, "_entries", dict(STEPS._entries))
    before = dict(_SHAPES)
    trace_step("odd")(Odd)
    trace_step("impossible")(Impossible)
    yield
    _SHAPES.clear()
    _SHAPES.update(before)


@pytest.mark.usefixtures("odd_steps")
@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("odd: 5", Odd(size=5)),
        ("odd: 5s", Odd(size=Duration(5.0))),
        ("{odd: {size: {width: 1, height: 2}}}", Odd(size=Dimensions(width=1, height=2))),
        ("{odd: }", Odd()),
        ("{odd: {names: {a: [1], b: []}}}", Odd(names={"a": (1,), "b": ()})),
    ],
)
def test_other_type_hints_are_read(text: str, made: Step) -> None:
    assert step(text) == made


@pytest.mark.usefixtures("odd_steps")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{odd: {size: {width: 1, hight: 2}}}", "a:1:54: unknown key 'hight' in dimensions"),
        ("{odd: {size: word}}", "a:1:43: wanted a whole number for 'size' in step 'odd'"),
        ("{odd: {names: {a: 1}}}", "a:1:48: wanted a list for a value of 'names' in step 'odd'"),
    ],
)
def test_the_error_of_the_best_matching_type_is_reported(text: str, message: str) -> None:
    assert problem(text).startswith(message)


@pytest.mark.usefixtures("odd_steps")
def test_a_part_with_an_unreadable_type_hint_is_an_error() -> None:
    with pytest.raises(TypeError, match=r"no reader for 'things' in step 'impossible': set\[str\]"):
        step("impossible")
