"""Parts of a scenario from a file: what each form gives, and what each mistake is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from vfmock.core.buttons import Button
from vfmock.core.matchers.base import All, Either, Not
from vfmock.core.matchers.button import Button as ButtonMatcher
from vfmock.core.matchers.intent import Intent
from vfmock.core.matchers.kinds import Anything, Launch
from vfmock.core.matchers.payload import Payload
from vfmock.core.matchers.text import Text as TextMatcher
from vfmock.core.matchers.who import User, Variable
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
    """The message for a file, whose name is ``a``."""
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, file="a")
    return str(caught.value)


# What a file can say.


def test_an_empty_mapping_is_a_scenario_with_all_defaults() -> None:
    assert parse_scenario("{}") == Scenario()


def test_a_whole_scenario() -> None:
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
                on=Launch(),
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
def test_steps(text: str, made: Step) -> None:
    assert step(text) == made


def test_a_whole_number_becomes_a_float_where_one_is_wanted() -> None:
    made = step("{completion: {text: Hi, per_second: 10}}")
    assert isinstance(made, Completion)
    assert isinstance(made.per_second, float)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("launch", Launch()),
        ("{launch: }", Launch()),
        ("{launch: {}}", Launch()),
        ("any", Anything()),
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
            Intent(name="buy", entities={"size": 1}, min_confidence=1.0),
        ),
        ("{payload: {a: {b: 1}}}", Payload({"a": {"b": 1}})),
        ("{payload: 5}", Payload(5)),
        (
            "{text: a, user: u, variable: {x: 1}}",
            All((TextMatcher(equals="a"), User("u"), Variable({"x": 1}))),
        ),
        ("{either: [launch, {text: a}]}", Either((Launch(), TextMatcher(equals="a")))),
        ("{not: launch}", Not(Launch())),
        ("{not: {text: a}}", Not(TextMatcher(equals="a"))),
        ("{not: {text: a, user: u}}", Not(All((TextMatcher(equals="a"), User("u"))))),
        ("{not: {not: any}}", Not(Not(Anything()))),
    ],
)
def test_matchers(text: str, made: object) -> None:
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


def test_a_file_in_json() -> None:
    text = '{"rules": [{"on": {"text": "hi"}, "reply": [{"text": "Hi"}, "end"]}]}'
    assert parse_scenario(text).rules[0].reply == (Text(message="Hi"), End())


# Every kind of mistake.

REPLY = "rules:\n  - on: launch\n    reply:\n      - "
"""A rule's beginning; the step that follows is at line 4, column 9."""

ERRORS: list[tuple[str, str]] = [
    # The file as a whole.
    ("", "a:1:1: wanted a mapping for the scenario, got an empty file"),
    ("# later", "a:1:1: wanted a mapping for the scenario, got an empty file"),
    ("- on: launch", "a:1:1: wanted a mapping for the scenario, got a list"),
    ("hello", "a:1:1: wanted a mapping for the scenario, got the string 'hello'"),
    # Keys.
    (
        "rule: []",
        "a:1:1: unknown key 'rule' in scenario, did you mean 'rules' (known: description,"
        " fallback, name, rules, seed, session, start, states, variables)",
    ),
    (
        "rules:\n  - on: launch\n    replys: []",
        "a:3:5: unknown key 'replys' in rule, did you mean 'reply' (known: goto, name, on,"
        " probability, replies, reply, set, then, times)",
    ),
    (
        "rules: [{on: any, place: here}]",
        "a:1:19: unknown key 'place' in rule (known: goto, name, on, probability, replies, reply,"
        " set, then, times)",
    ),
    (
        REPLY + "text: {mesage: Hi}",
        "a:4:16: unknown key 'mesage' in step 'text', did you mean 'message' (known: content,"
        " delay, message)",
    ),
    (
        "rules: [{on: {text: {regexp: x}}}]",
        "a:1:22: unknown key 'regexp' in matcher 'text', did you mean 'regex' (known: contains,"
        " equals, ignore_case, regex)",
    ),
    ("rules: [{reply: []}]", "a:1:9: rule needs 'on'"),
    (REPLY + "completion: {chunk: 3}", "a:4:21: step 'completion' needs 'text'"),
    (REPLY + "pause", "a:4:9: step 'pause' needs 'seconds'"),
    (REPLY + "log", "a:4:9: step 'log' needs 'data'"),
    ("rules: [{on: path}]", "a:1:14: matcher 'path' needs 'id'"),
    # Types.
    (
        "name: 12",
        "a:1:7: wanted a string for 'name' in scenario, got the number 12: put it in quotes",
    ),
    ("name: true", "a:1:7: wanted a string for 'name' in scenario, got true: put it in quotes"),
    ("name: null", "a:1:7: wanted a string for 'name' in scenario, got null"),
    ("name: [x]", "a:1:7: wanted a string for 'name' in scenario, got a list"),
    (
        REPLY + "text: 123",
        "a:4:15: wanted a string for 'message' in step 'text', got the number 123: put it in"
        " quotes",
    ),
    (
        "rules: [{on: {dtmf: 1}}]",
        "a:1:21: wanted a string for 'digits' in matcher 'dtmf', got the number 1: put it in"
        " quotes",
    ),
    ("seed: seven", "a:1:7: wanted a whole number for 'seed' in scenario, got the string 'seven'"),
    ("seed: 1.5", "a:1:7: wanted a whole number for 'seed' in scenario, got the number 1.5"),
    ("seed: true", "a:1:7: wanted a whole number for 'seed' in scenario, got true"),
    (
        REPLY + "{text: {message: Hi, delay: '{{ n }}'}}",
        "a:4:37: wanted a whole number for 'delay' in step 'text', got the string '{{ n }}': only"
        " strings can be templates",
    ),
    (
        "rules: [{on: any, probability: high}]",
        "a:1:32: wanted a number for 'probability' in rule, got the string 'high'",
    ),
    (
        "rules: [{on: any, probability: false}]",
        "a:1:32: wanted a number for 'probability' in rule, got false",
    ),
    (
        "rules: [{on: any, probability: 1" + "0" * 400 + "}]",
        "a:1:32: wanted a smaller number for 'probability' in rule, got the number"
        f" 1{'0' * 17}...{'0' * 19}",
    ),
    (
        "rules: [{on: {text: {ignore_case: True}}}]",
        "a:1:35: wanted true or false for 'ignore_case' in matcher 'text', got the string 'True'",
    ),
    *(
        (
            f"session: {{idle_timeout: {value}}}",
            "a:1:25: wanted a number of seconds or a duration such as 500ms, 30s, 5m or 2h for"
            f" 'idle_timeout' in session options, got {got}",
        )
        for value, got in [
            ("soon", "the string 'soon'"),
            ("-5s", "the string '-5s'"),
            ("true", "true"),
            ("[1]", "a list"),
            ("9" * 400 + "h", f"the string '{'9' * 27}...{'9' * 27}h'"),
        ]
    ),
    (
        REPLY + "carousel: {cards: [], layout: list}",
        "a:4:39: wanted 'Carousel' or 'List' for 'layout' in step 'carousel', got the string"
        " 'list', did you mean 'List'",
    ),
    (
        "fallback: 5",
        "a:1:11: wanted 'strict' or 'no-match' or 'echo' for 'mode' in fallback, got the number 5",
    ),
    (
        "fallback: quiet",
        "a:1:11: wanted 'strict' or 'no-match' or 'echo' for 'mode' in fallback, got the string"
        " 'quiet'",
    ),
    # Lists and mappings.
    ("rules: {on: any}", "a:1:8: wanted a list for 'rules' in scenario, got a mapping"),
    ("rules: null", "a:1:8: wanted a list for 'rules' in scenario, got null"),
    (
        "rules: [hello]",
        "a:1:9: wanted a mapping for an item of 'rules' in scenario, got the string 'hello'",
    ),
    ("states: [x]", "a:1:9: wanted a mapping for 'states' in scenario, got a list"),
    (
        "states: {x: {}}",
        "a:1:13: wanted a list for a value of 'states' in scenario, got an empty mapping",
    ),
    ("session: 30m", "a:1:10: wanted a mapping for 'session' in scenario, got the string '30m'"),
    # Steps.
    (
        REPLY + "txt: Hi",
        "a:4:9: unknown step 'txt', did you mean 'text'",
    ),
    (REPLY + "edn", "a:4:9: unknown step 'edn', did you mean 'end'"),
    (REPLY + "5", "a:4:9: wanted a step for an item of 'reply' in rule, got the number 5"),
    (REPLY + "[]", "a:4:9: wanted a step for an item of 'reply' in rule, got an empty list"),
    (REPLY + "{}", "a:4:9: wanted a step for an item of 'reply' in rule, got an empty mapping"),
    (
        REPLY + "text: Hi\n        delay: 5",
        "a:5:9: a step is a mapping with one key, got 'delay' beside 'text'",
    ),
    # Matchers.
    (
        "rules: [{on: {txet: Hi}}]",
        "a:1:15: unknown matcher 'txet', did you mean 'text'",
    ),
    ("rules: [{on: [launch]}]", "a:1:14: wanted a matcher for 'on' in rule, got a list"),
    ("rules: [{on: {}}]", "a:1:14: wanted a matcher for 'on' in rule, got an empty mapping"),
    ("rules: [{on: null}]", "a:1:14: wanted a matcher for 'on' in rule, got null"),
    # What the parts themselves check.
    (REPLY + "pause: -1", "a:4:16: a pause lasts 0 seconds or more, not -1"),
    (
        REPLY + "trace: {payload: 1}",
        "a:4:16: a trace is an object with a string 'type', not {'payload': 1}",
    ),
    (REPLY + "text", "a:4:9: a text has either a 'message' or a slate's 'content'"),
    (
        REPLY + "goto: orders",
        "a:4:15: a goto trace has a request with a string 'type' (to change the state, write"
        " 'goto' beside 'reply', not in it)",
    ),
    (
        "rules: [{on: {text: {regex: '('}}}]",
        "a:1:21: '(' is not a regular expression: missing ), unterminated subpattern at position 0",
    ),
    (
        "rules: [{on: {text: {regex: 'a{99999999999999999999}'}}}]",
        "a:1:21: matcher 'text' can't be made: the repetition number is too large",
    ),
    ("start: hello\nstates: {x: []}", "a:1:1: no state 'hello' to start in (known: start, x)"),
    (
        "rules:\n  - on: any\n    goto: order\nstates: {orders: []}",
        "a:2:5: no state 'order' to go to, did you mean 'orders' (known: orders, start)",
    ),
    (
        "rules: [{on: any, name: x}, {on: launch, name: x}]",
        "a:1:29: two rules are named 'x'",
    ),
    # Templates.
    (
        REPLY + "text: 'Hi {{ name'",
        "a:4:15: template 'Hi {{ name': unexpected end of template, expected 'end of print"
        " statement'",
    ),
    (
        REPLY + "text: '{{ name|uper }}'",
        "a:4:15: template '{{ name|uper }}': unknown filter 'uper', did you mean 'upper'",
    ),
    (
        "rules: [{on: any, set: {x: '{% include \"/etc/hosts\" %}'}}]",
        "a:1:28: template '{% include \"/etc/hosts\" %}': no 'include' here: a template has if, for"
        " and set",
    ),
    (
        "rules: [{on: any, set: {'{{': 1}}]",
        "a:1:25: template '{{': unexpected 'end of template'",
    ),
    (
        REPLY + "log: {a: [{'{{ b': 1}]}",
        "a:4:20: template '{{ b': unexpected end of template, expected 'end of print statement'",
    ),
]


@pytest.mark.parametrize(("text", "message"), ERRORS, ids=[text[:60] for text, _ in ERRORS])
def test_errors(text: str, message: str) -> None:
    found = problem(text)
    # The lists of all steps and matchers grow; what stands before them is the message.
    assert found == message or (found.startswith(message) and ": unknown " in message), found


def test_an_unknown_step_names_all_that_are_known() -> None:
    assert problem(REPLY + "zzz").endswith(f"unknown step 'zzz' (known: {', '.join(STEPS)})")


def test_templates_are_only_checked_where_they_are_evaluated() -> None:
    """The words of a user may well have braces; a warning tells of the others."""
    assert on("{text: '{{ hello'}") == TextMatcher(equals="{{ hello")


# Type hints that no part has yet.


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
def test_other_hints(text: str, made: Step) -> None:
    assert step(text) == made


@pytest.mark.usefixtures("odd_steps")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{odd: {size: {width: 1, hight: 2}}}", "a:4:33: unknown key 'hight' in dimensions"),
        ("{odd: {size: word}}", "a:4:22: wanted a whole number for 'size' in step 'odd'"),
        ("{odd: {names: {a: 1}}}", "a:4:27: wanted a list for a value of 'names' in step 'odd'"),
    ],
)
def test_of_several_types_the_error_that_came_furthest_is_told(text: str, message: str) -> None:
    assert problem(REPLY + text).startswith(message)


@pytest.mark.usefixtures("odd_steps")
def test_a_hint_that_nothing_reads_is_a_mistake_of_the_part() -> None:
    with pytest.raises(TypeError, match=r"no reader for 'things' in step 'impossible': set\[str\]"):
        step("impossible")
