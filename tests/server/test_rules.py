"""Rules from Python: what a builder makes, and what it refuses."""

from __future__ import annotations

import asyncio
import copy
import inspect
import re
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Talker
from tests.wire.talk import act, error, messages, say, statuses
from vfmock import MockServer, Scenario, ScenarioError, VerificationError, end, pause, text
from vfmock.core.matchers import MATCHERS, Matcher
from vfmock.core.matchers.base import matcher
from vfmock.core.matchers.event import EventMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.steps import Step
from vfmock.core.turn import Turn
from vfmock.errors import ScenarioWarning, UnknownName
from vfmock.server.rules import On, RuleBuilder


async def test_replies_come_one_after_the_other(server: MockServer, talk: Talker) -> None:
    server.on.text("hi").reply(text("one"), text("more")).reply(text("two")).reply(text("three"))
    client = await talk(server)
    assert [await say(client, "hi") for _ in range(4)] == [
        ["one", "more"],
        ["two"],
        ["three"],
        ["three"],
    ]


async def test_the_replies_can_repeat_from_the_first(server: MockServer, talk: Talker) -> None:
    server.on.text("hi").reply(text("one")).reply(text("two")).then("cycle")
    client = await talk(server)
    assert [await say(client, "hi") for _ in range(3)] == [["one"], ["two"], ["one"]]


async def test_an_action_after_the_last_reply_can_be_rejected(
    server: MockServer, talk: Talker
) -> None:
    server.on.text("hi").reply(text("one")).reply(text("two")).then("error")
    client = await talk(server)
    assert [await say(client, "hi") for _ in range(2)] == [["one"], ["two"]]
    (status,) = (await act(client, {"type": "text", "payload": "hi"}))[-1][1]
    assert status["status"] == "rejected"
    assert "has no reply left" in status["reason"]
    with pytest.raises(VerificationError, match="has no reply left"):
        server.check()


async def test_goto_changes_the_state_and_in_state_needs_it(
    server: MockServer, talk: Talker
) -> None:
    server.on.text("menu").reply(text("1 or 2?")).goto("menu")
    server.in_state("menu").text("1").reply(text("one")).goto("start")
    server.on.text("1").reply(text("a number"))
    client = await talk(server)
    assert await say(client, "1") == ["a number"]
    await say(client, "menu")
    assert await say(client, "1") == ["one"]
    assert await say(client, "1") == ["a number"]


async def test_set_gives_variables_values_before_the_reply(
    server: MockServer, talk: Talker
) -> None:
    rule = server.on.text(regex="(?P<size>small|large)").set(size="{{ match.size }}")
    rule.set(count=2).reply(text("{{ count }} {{ size }}"))
    client = await talk(server)
    assert await say(client, "a large one") == ["2 large"]


async def test_a_rule_with_times_does_not_take_later_actions(
    server: MockServer, talk: Talker
) -> None:
    server.on.text("hi").reply(text("first")).times(2)
    server.on.text("hi").reply(text("later"))
    client, other = await talk(server), await talk(server, "other")
    assert [await say(client, "hi") for _ in range(3)] == [["first"], ["first"], ["later"]]
    assert await say(other, "hi") == ["first"], "each session counts for itself"


async def test_probability_depends_on_the_seed(server: MockServer, talk: Talker) -> None:
    server.on.text("never").reply(text("no")).probability(0)
    server.on.text("always").reply(text("yes")).probability(1)
    server.on.text("hi").reply(text("heads")).probability(0.5)
    server.on.text().reply(text("tails"))
    client = await talk(server)
    assert await say(client, "never") == ["tails"]
    assert await say(client, "always") == ["yes"]
    first = [(await say(client, "hi"))[0] for _ in range(20)]
    assert set(first) == {"heads", "tails"}
    server.reset()
    server.on.text("never").reply(text("no")).probability(0)
    server.on.text("hi").reply(text("heads")).probability(0.5)
    server.on.text().reply(text("tails"))
    again = await talk(server)
    await say(again, "never")
    assert [(await say(again, "hi"))[0] for _ in range(20)] == first


async def test_the_name_of_a_rule_is_shown_in_messages(server: MockServer, talk: Talker) -> None:
    server.on.text("order").reply(text("ok")).named("ordering")
    client = await talk(server)
    assert statuses(await act(client, {"type": "text", "payload": "ordre"})) == ["rejected"]
    with pytest.raises(VerificationError, match="nearest: ordering: wanted the text 'order'"):
        server.check()


async def test_a_function_makes_the_reply(server: MockServer, talk: Talker) -> None:
    def twice(turn: Turn) -> Iterator[Step]:
        yield text(f"you said {turn.action.text}")
        yield text("indeed")

    server.on.text("one").reply(lambda turn: text(f"turn {turn.number}"), text("fixed"))
    server.on.text("two").reply(twice)
    server.on.text("none").reply(lambda turn: ())
    client = await talk(server)
    assert await say(client, "one") == ["turn 1", "fixed"]
    assert await say(client, "two") == ["you said two", "indeed"]
    assert await say(client, "none") == []


def boom(turn: Turn) -> Step:
    """A reply that fails."""
    raise ZeroDivisionError("oh")


async def test_an_error_in_a_function_is_sent_and_the_session_lives_on(
    server: MockServer, talk: Talker
) -> None:
    server.on.text("boom").reply(text("before"), boom)
    server.on.text("late").reply(text("before"), pause(0.001), boom)
    server.on.text("hi").reply(text("hello"))
    client = await talk(server)
    for words in ("boom", "late"):
        events = await act(client, {"type": "text", "payload": words})
        assert messages(events) == ["before"]
        assert events[-1][1][0]["reason"] == "scenario_error"
        problem = await error_among(client, events)
        assert problem == {
            "code": "scenario_error",
            "error": "boom raised ZeroDivisionError: oh",
        }
    assert await say(client, "hi") == ["hello"]
    with pytest.raises(VerificationError, match="boom raised ZeroDivisionError: oh"):
        server.check()


class Odd(BaseException):
    """What is no ``Exception``, as what ``pytest.fail`` raises."""


@pytest.mark.parametrize(
    "kind", [Odd, SystemExit, KeyboardInterrupt, asyncio.CancelledError, ValueError]
)
@pytest.mark.parametrize("where", ["reply", "late reply", "matcher"])
async def test_whatever_a_function_raises_the_turn_is_over_and_check_fails_with_it(
    server: MockServer, talk: Talker, kind: type[BaseException], where: str
) -> None:
    error = kind("oh")

    def fails(_: object) -> Any:
        raise error

    if where == "matcher":
        server.on(fails)
    else:
        server.on.any().reply(*[pause(0.001)] * (where == "late reply"), fails)
    client = await talk(server)
    events = await act(client, {"type": "text", "payload": "hi"})
    assert events[-1][1][0]["status"] == ("rejected" if where == "matcher" else "completed")
    assert events[-1][1][0]["reason"] == "scenario_error"
    with pytest.raises(VerificationError) as raised:
        server.check()
    assert raised.value.__cause__ is error
    frames = traceback.extract_tb(error.__traceback__)
    assert [frame.name for frame in frames] == ["fails"]


async def test_an_error_of_a_template_is_not_that_of_a_user(
    server: MockServer, talk: Talker
) -> None:
    server.on.text("hi").reply(text("{{ nothing }}"))
    assert await say(await talk(server), "hi") == []
    assert len(server.journal.notes("scenario_error")) == 1
    assert server.errors == []


async def test_an_error_of_the_package_in_a_function_is_that_of_the_function(
    server: MockServer, talk: Talker
) -> None:
    def ends(turn: Turn) -> None:
        server.snapshot("nothing")

    server.on.text("hi").reply(ends)
    assert await say(await talk(server), "hi") == []
    (error,) = server.errors
    assert str(error) == "there is no session 'nothing'"
    assert next(frame.name for frame in traceback.extract_tb(error.__traceback__)) == "ends"


async def error_among(client: Any, events: list[Any]) -> Any:
    """The error that came with an action."""
    found = [args[0] for name, args in events if name == "error"]
    return found[0] if found else await error(client)


async def test_a_rule_works_before_a_reply_is_added(server: MockServer, talk: Talker) -> None:
    server.on.text("hi")
    client = await talk(server)
    events = await act(client, {"type": "text", "payload": "hi"})
    assert statuses(events) == ["accepted", "completed"]
    assert messages(events) == []


async def test_a_rule_can_be_made_from_matchers_and_functions(
    server: MockServer, talk: Talker
) -> None:
    server.on(TextMatcher("a") | EventMatcher("b")).reply(text("a or b"))
    server.on(TextMatcher("c"), lambda action: action.raw.get("metadata")).reply(
        text("c with metadata")
    )
    server.on(lambda action: action.type == "odd").reply(text("odd"), end())
    client = await talk(server)
    assert await say(client, "a") == ["a or b"]
    event = {"type": "event", "payload": {"event": {"name": "b"}}}
    assert messages(await act(client, event)) == ["a or b"]
    action = {"type": "text", "payload": "c"}
    assert statuses(await act(client, action)) == ["rejected"]
    assert messages(await act(client, {**action, "metadata": {"x": 1}})) == ["c with metadata"]
    assert messages(await act(client, {"type": "odd"})) == ["odd"]


@pytest.mark.parametrize(
    ("make", "action"),
    [
        (lambda on: on.launch(), {"type": "launch"}),
        (lambda on: on.no_reply(), {"type": "no-reply"}),
        (lambda on: on.end(), {"type": "end"}),
        (lambda on: on.dtmf("7"), {"type": "dtmf", "payload": "7"}),
        (
            lambda on: on.intent("order"),
            {"type": "intent", "payload": {"intent": {"name": "order"}}},
        ),
        (lambda on: on.event("e"), {"type": "event", "payload": {"event": {"name": "e"}}}),
        (lambda on: on.button("Go"), {"type": "path-x", "payload": {"label": "Go"}}),
        (lambda on: on.path("x"), {"type": "path-x", "payload": {"label": "Go"}}),
        (lambda on: on.type("custom"), {"type": "custom"}),
        (lambda on: on.payload({"a": 1}), {"type": "custom", "payload": {"a": 1, "b": 2}}),
        (lambda on: on.user("u"), {"type": "custom"}),
        (lambda on: on.any(), {"type": "custom"}),
    ],
)
async def test_each_matcher_is_a_method(
    server: MockServer, talk: Talker, make: Callable[[Any], Any], action: dict[str, Any]
) -> None:
    make(server.on).reply(text("taken"))
    client = await talk(server)
    assert messages(await act(client, action)) == ["taken"]


@pytest.mark.parametrize("which", ["on", "expect", "verify"])
def test_every_matcher_of_the_package_has_a_method(which: str) -> None:
    methods = getattr(MockServer(), which)
    own = [name for name, cls in MATCHERS.items() if cls.__module__.startswith("vfmock.")]
    names = {f"{name}_" if name == "not" else name.replace("-", "_") for name in own}
    assert names <= set(dir(methods))
    assert {"no_reply", "not_"} <= names
    assert all(getattr(methods, name).__doc__ for name in names)


def test_not_is_a_method_too() -> None:
    rule = MockServer().on.not_(TextMatcher("hi"))
    assert rule._rule.on == ~TextMatcher("hi")


@pytest.fixture
def outsider() -> Iterator[type[EventMatcher]]:
    """A matcher that is registered outside of the package."""

    @matcher("made-here")
    class MadeHere(EventMatcher):
        """An event."""

    yield MadeHere
    del MATCHERS._entries["made-here"]


async def test_a_matcher_from_outside_is_given_as_an_object(
    server: MockServer, talk: Talker, outsider: type[EventMatcher]
) -> None:
    server.on(outsider("b")).reply(text("taken"))
    client = await talk(server)
    event = {"type": "event", "payload": {"event": {"name": "b"}}}
    assert messages(await act(client, event)) == ["taken"]
    server.verify(outsider("b"), times=1)
    with pytest.raises(AttributeError) as caught:
        server.on.made_here("b")  # type: ignore[attr-defined] # which is what is tested
    assert str(caught.value) == "the matcher 'made-here' has no method: give it whole, MadeHere(…)"


@pytest.mark.parametrize("which", ["on", "expect", "verify"])
def test_the_error_for_an_unknown_matcher_names_the_nearest(which: str) -> None:
    with pytest.raises(UnknownName, match="unknown matcher 'buton', did you mean 'button'"):
        getattr(MockServer(), which).buton("Go")


@pytest.mark.parametrize("which", ["on", "verify"])
def test_a_special_attribute_of_python_is_not_a_matcher(which: str) -> None:
    methods = getattr(MockServer(), which)
    assert not hasattr(methods, "__wrapped__")
    assert not hasattr(methods, "_repr_html_")
    assert not hasattr(methods, "nothing")
    assert copy.copy(methods) is not methods


@pytest.mark.parametrize("which", ["on", "expect", "verify"])
def test_the_error_for_wrong_arguments_names_the_known_arguments(which: str) -> None:
    methods = getattr(MockServer(), which)
    with pytest.raises(ScenarioError) as caught:
        methods.text(contain="x")
    assert "text: got an unexpected keyword argument 'contain'" in str(caught.value)
    assert "(known: equals, contains, regex, ignore_case)" in str(caught.value)
    with pytest.raises(ScenarioError, match=r"launch: .*\(known: none\)"):
        methods.launch("x")
    with pytest.raises(ScenarioError, match="path: missing 1 required positional argument: 'id'"):
        methods.path()
    with pytest.raises(ScenarioError, match="5 is not a regular expression"):
        methods.text(regex=5)


def test_the_error_for_wrong_arguments_of_verify_names_its_keywords() -> None:
    verify: Any = MockServer().verify
    with pytest.raises(ScenarioError) as caught:
        verify.launch(time=1)
    assert str(caught.value) == (
        "launch: got an unexpected keyword argument 'time' (known: none), beside times and within"
    )
    with pytest.raises(ScenarioError, match=r"action: .* 'typ' .*known: type, payload, user"):
        verify.action(typ="text")
    with pytest.raises(UnknownName, match="unknown matcher 'acton', did you mean 'action'"):
        verify.acton()


def test_a_type_error_inside_a_method_is_not_changed() -> None:
    def fails(matcher: Matcher) -> RuleBuilder:
        raise TypeError("something else")

    with pytest.raises(TypeError, match=r"^something else$"):
        On(fails).text("hi")


def test_a_method_has_the_signature_of_its_matcher() -> None:
    server = MockServer()
    on, verify = (inspect.signature(one.text) for one in (server.on, server.verify))
    assert list(on.parameters) == ["equals", "contains", "regex", "ignore_case"]
    assert list(verify.parameters) == [*on.parameters, "times", "within"]


async def test_an_expected_rule_stays_expected_with_a_name_and_times(
    server: MockServer, talk: Talker
) -> None:
    server.expect.text("hi").reply(text("a")).named("greeting").times(2)
    client = await talk(server)
    await say(client, "hi")
    with pytest.raises(VerificationError, match="expected the text 'hi', twice"):
        server.check()


@pytest.mark.parametrize("which", ["on", "expect", "verify"])
def test_a_value_that_is_no_matcher_and_no_function_is_refused(which: str) -> None:
    with pytest.raises(ScenarioError, match=r"wanted a matcher or a function .* not 'hi'"):
        getattr(MockServer(), which)("hi")


def test_a_rule_without_a_matcher_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"one that takes every action is on\.any\(\)"):
        MockServer().on()


def test_a_reply_is_made_of_steps() -> None:
    rule = MockServer().on.text("hi")
    with pytest.raises(ScenarioError, match=r"steps such as text\('hi'\), not 'hello'"):
        rule.reply("hello")  # type: ignore[arg-type]


ANY: Any = MockServer()
"""A server whose types nobody checks."""


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (lambda rule: rule.times(0), "'times' is 1 or more, not 0"),
        (lambda rule: rule.times("2"), "'times' is 1 or more, not '2'"),
        (lambda rule: rule.times(True), "'times' is 1 or more, not True"),
        (lambda rule: rule.probability(1.5), "'probability' is from 0 to 1, not 1.5"),
        (lambda rule: rule.probability(-0.01), "'probability' is from 0 to 1, not -0.01"),
        (lambda rule: rule.probability("half"), "'probability' is from 0 to 1, not 'half'"),
        (lambda rule: rule.goto(7), "'goto' is a text, not 7"),
        (lambda rule: rule.named(7), "'name' is a text, not 7"),
        (lambda rule: rule.then("lsat"), "unknown 'then' 'lsat', did you mean 'last'"),
        (lambda rule: ANY.in_state(7), "'state' is a text, not 7"),
        (lambda rule: ANY.expect.any().times(-1), "'times' is 0 or more, not -1"),
        (lambda rule: ANY.expect.any().times("2"), "'times' is 0 or more, not '2'"),
        (lambda rule: ANY.verify.any(times=1.5), "'times' is 0 or more, not 1.5"),
    ],
)
def test_a_wrong_value_is_refused_at_the_call_that_gives_it(
    wrong: Callable[[Any], Any], problem: str
) -> None:
    with pytest.raises(ScenarioError, match=problem):
        wrong(MockServer().on.text("hi"))


async def test_rules_added_from_several_threads_all_count(server: MockServer, talk: Talker) -> None:
    def add(thread: int) -> None:
        for number in range(20):
            server.on.text(f"{thread}-{number}").reply(text(f"{thread}-{number}"))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(server._control.world.script.added.rules) == 80
    client = await talk(server)
    assert await say(client, "3-19") == ["3-19"]
    assert await say(client, "0-0") == ["0-0"]


async def test_the_conversation_says_which_rule_took_each_turn(
    server: MockServer, talk: Talker, tmp_path: Path
) -> None:
    file = tmp_path / "pizza.yaml"
    file.write_text("rules:\n  - on: {text: pizza}\n", encoding="utf-8")
    server.load(file)
    server.on.text("hi").reply(text("hello")).goto("menu")
    here = line() - 1
    server.in_state("menu").text("hi").named("back").goto("start")
    server.override.text("bye")
    client = await talk(server)
    for words in ("hi", "hi", "bye", "pizza"):
        await say(client, words)
    told = [one.partition("· ")[2] for one in server.conversation().split("\n") if "·" in one]
    place = "tests/server/test_rules.py"
    assert told == [
        f"taken by python: rules[0] at {place}:{here}",
        "state 'start' → 'menu'",
        f"taken by back at {place}:{here + 2}",
        "state 'menu' → 'start'",
        f"taken by override: rules[0] at {place}:{here + 3}",
        f"taken by scenario: rules[0] at {file}:2:5",
    ]


# Rules that come before others.


async def test_a_rule_can_come_before_those_that_were_added_earlier(
    server: MockServer, talk: Talker
) -> None:
    server.on.any().reply(text("of the fixture"))
    server.in_state("start").text("menu").reply(text("of the state"))
    server.override.text("hi").reply(text("first override"))
    server.override.text("hi").reply(text("newest override")).times(1)
    server.override.text("menu").reply(text("over the state"))
    server.on.text("hi").reply(text("too late"))
    client = await talk(server)
    said = [(await say(client, words))[0] for words in ("hi", "hi", "menu", "else")]
    assert said == ["newest override", "first override", "over the state", "of the fixture"]


async def test_the_counts_of_a_rule_stay_its_own_when_another_one_overrides_it(
    server: MockServer, talk: Talker
) -> None:
    server.override.text("hi").reply(text("one")).reply(text("two")).then("error")
    client = await talk(server)
    assert await say(client, "hi") == ["one"]
    server.override.text("other").reply(text("other"))
    assert await say(client, "other") == ["other"]
    assert await say(client, "hi") == ["two"]


async def test_a_rule_of_a_state_can_override_too(server: MockServer, talk: Talker) -> None:
    server.on.text("go").goto("menu")
    server.in_state("menu").text("1").reply(text("one"))
    server.in_state("menu", override=True).text("1").reply(text("another"))
    client = await talk(server)
    await say(client, "go")
    assert await say(client, "1") == ["another"]
    server.check()


async def test_reset_removes_the_rules_that_override(server: MockServer, talk: Talker) -> None:
    server.override.any().reply(text("override"))
    server.reset()
    server.on.any().reply(text("plain"))
    assert await say(await talk(server), "hi") == ["plain"]


# Rules and states that do nothing.


def line() -> int:
    """The line of the caller."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


def test_a_rule_that_an_earlier_one_shadows_is_a_warning_at_its_line() -> None:
    server = MockServer()
    server.on.text().reply(text("any"))
    first = line() - 1
    server.on.text("hi").reply(text("never"))
    file = "tests/server/test_rules.py"
    problem = f"never takes an action: python: rules[0] at {file}:{first} takes all that it could"
    assert server.remarks == [f"{file}:{first + 2}: python: rules[1] {problem}"]
    with pytest.warns(ScenarioWarning) as told:
        server.check()
    (one,) = told
    assert (one.filename, one.lineno) == (file, first + 2)
    assert str(one.message) == f"python: rules[1] {problem}"
    server.check()  # one warning is enough


@pytest.mark.parametrize(
    ("add", "names"),
    [
        (lambda s: (s.on.any(), s.in_state("start").text("1")), []),
        (lambda s: (s.in_state("start").any(), s.in_state("start").text("1")), ["states.start[1]"]),
        (lambda s: (s.on.text("1").times(2), s.on.text("1")), []),
        (lambda s: (s.on.text("1").probability(0.5), s.on.text("1")), []),
        (lambda s: (s.on.text("1"), s.on.text("1").named("second")), ["second"]),
        (lambda s: (s.on(bool), s.on(bool)), ["rules[1]"]),
        (lambda s: (s.on(bool), s.on(callable)), []),
        (lambda s: (s.on.any(), s.override.text("1")), []),
        (lambda s: (s.override.any(), s.on.text("1"), s.override.text("2")), []),
        (lambda s: (s.on.text("1"), s.expect.text("1")), ["rules[1]"]),
        (lambda s: s.on.text("1").probability(0), ["rules[0]"]),
    ],
)
def test_only_a_rule_that_never_takes_an_action_is_a_remark(
    add: Callable[[MockServer], object], names: list[str]
) -> None:
    server = MockServer()
    add(server)
    found = [one.split(" never takes")[0].split(": ")[-1] for one in server.remarks]
    assert found == names


@pytest.mark.parametrize(
    ("add", "problem"),
    [
        (
            lambda s: (s.on.text("1").goto("dya"), s.in_state("day").text("2")),
            "python: rules[0] goes to state 'dya', which does not exist, did you mean 'day'"
            " (known: day, start)",
        ),
        (
            lambda s: (s.on.text("1").goto("day"), s.in_state("day").text("1").goto("dya")),
            "python: states.day[0] goes to state 'dya', which does not exist, did you mean 'day'"
            " (known: day, start)",
        ),
        (
            lambda s: s.override.text("1").goto("menu"),
            "override: rules[0] goes to state 'menu', which does not exist (known: start)",
        ),
        (
            lambda s: (s.on.text("1").goto("start"), s.in_state("strat").text("2")),
            "in_state('strat'): nothing leads to this state, did you mean 'start' (known: start)",
        ),
        (
            lambda s: s.in_state("menu", override=True).text("2"),
            "in_state('menu'): nothing leads to this state (known: start)",
        ),
    ],
)
def test_a_state_that_does_not_exist_fails_the_check(
    add: Callable[[MockServer], object], problem: str
) -> None:
    server = MockServer()
    add(server)
    with pytest.raises(VerificationError) as raised:
        server.check()
    first, rest = str(raised.value).split("\n", 1)
    assert rest.startswith("\nconversation"), "there is one problem"
    place, told = first.split(": ", 1)
    assert told == problem
    assert re.fullmatch(r"tests/server/test_rules\.py:\d+", place)


def test_a_state_may_be_of_the_scenario_or_get_its_rules_later(server: MockServer) -> None:
    server.load(Scenario(states={"menu": (), "hall": ()}, start="hall"))
    server.on.text("1").goto("menu")
    server.on.text("2").goto("hall")
    server.on.text("3").goto("start")
    server.in_state("menu").text("1").goto("later")
    server.in_state("later").text("1")
    server.begin_session("u", "p", state="later")
    server.load(Scenario())
    server.check()


def test_a_template_in_a_matcher_is_a_remark_too() -> None:
    server = MockServer()
    server.on.text("{{ name }}")
    (remark,) = server.remarks
    assert remark.endswith("rules[0] has a template under 'on', where it is only text")


@pytest.mark.parametrize("override", [False, True])
def test_a_state_in_which_a_session_began_needs_no_way_to_it(
    server: MockServer, override: bool
) -> None:
    server.in_state("menu", override=override).text("1")
    with pytest.raises(VerificationError, match="nothing leads to this state"):
        server.check()
    server.begin_session("u", "p", state="menu")
    server.check()
    server.reset()
    server.in_state("menu").text("1")
    with pytest.raises(VerificationError, match="nothing leads to this state"):
        server.check()
