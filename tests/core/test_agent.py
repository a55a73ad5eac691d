"""The agent: which reply it gives, what the reply does, and what happens when it fails."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tests.core.builders import NOW, act, mean, press, say
from tests.core.talk import Talk, on
from vfmock.core.actions import Action
from vfmock.core.conversation import describe_trace
from vfmock.core.effects import ActionStatus, ActionTrace, Effect, Note
from vfmock.core.events import ClientConfig
from vfmock.core.matchers import Situation
from vfmock.core.matchers.kinds import AnythingMatcher, LaunchMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.matchers.where import WhereMatcher
from vfmock.core.scenario import Fallback, Rule, Scenario
from vfmock.core.session import Phase
from vfmock.core.step import Step
from vfmock.core.steps.pause import pause
from vfmock.core.steps.raw_trace import trace
from vfmock.core.traces.completion import completion
from vfmock.core.traces.speak import speak
from vfmock.core.traces.text import text
from vfmock.core.turn import Output, Turn
from vfmock.types import JSON, FallbackMode

# What no rule takes.

MISS = "no rule takes text 'hm' in state 'start'"


def fallback(given: Fallback | None) -> Talk:
    """An agent that knows one word."""
    return Talk(scenario=Scenario(name="pizza", rules=(on("hi"),), fallback=given))


@pytest.mark.parametrize("given", [None, Fallback(mode="strict")])
def test_the_strict_fallback_rejects_and_records(given: Fallback | None) -> None:
    problem = f"{MISS} (nearest: pizza: rules[0]: wanted the text 'hi', got text 'hm')"
    assert fallback(given).send("hm", "m1") == [
        f"note mismatch: {problem}",
        f"m1 rejected: no_rule_matched: {problem}",
    ]


def test_the_no_match_fallback_replies() -> None:
    talk = fallback(Fallback(reply=(text("Sorry?"),)))
    assert talk.send("hm", "m1") == ["m1 accepted", "m1 text 'Sorry?'", "m1 completed"]


@pytest.mark.parametrize(
    ("action", "echo"),
    [
        (say("hm"), "hm"),
        (say(""), ""),
        (act("message", "hm"), "hm"),
        (act("dtmf", "12"), "12"),
        (press("Order"), "Order"),
        (mean("order", query="a pizza"), "a pizza"),
        (mean("order", query=""), "intent 'order'"),
        (act("event", {"event": {"name": "e"}}), "event 'e'"),
        (act("launch", {}), "launch"),
    ],
)
def test_the_echo_fallback_repeats_the_words_of_the_user(action: Action, echo: str) -> None:
    (_, said, _) = fallback(Fallback(mode="echo")).submit(action)
    assert isinstance(said, ActionTrace)
    assert said.trace["payload"]["message"] == echo


@pytest.mark.parametrize("mode", ["strict", "no-match", "echo"])
def test_an_end_action_never_needs_a_rule(mode: Any) -> None:
    talk = fallback(Fallback(mode=mode))
    assert talk.send(act("end"), "m1") == ["m1 accepted", "m1 completed", "ended user_ended"]


def test_an_action_is_rejected_when_its_rule_has_no_reply_left() -> None:
    rule = Rule(on=TextMatcher("hi"), replies=((text("1"),),), then="error")
    talk = Talk(rule)
    talk.send("hi")
    problem = "pizza: rules[0] has no reply left for text 'hi'"
    assert talk.send("hi", "m2") == [
        f"note mismatch: {problem}",
        f"m2 rejected: no_rule_matched: {problem}",
    ]


def test_rules_may_be_added_while_the_agent_runs() -> None:
    talk = Talk()
    assert "m1 rejected" in talk.send("hi", "m1")[-1]
    talk.playbook.change(Scenario(rules=(on("hi", text("Hello")),)))
    assert talk.send("hi", "m2")[1] == "m2 text 'Hello'"


# Where the conversation is.


def states() -> Talk:
    """An agent with a menu."""
    return Talk(
        scenario=Scenario(
            name="pizza",
            rules=(on("menu", text("Menu"), goto="menu"), on(LaunchMatcher(), text("Hi"))),
            states={
                "menu": (on("1", text("Pizza"), goto="start"),),
                "start": (on("1", text("One")),),
            },
        )
    )


def test_a_rule_goes_to_another_state() -> None:
    talk = states()
    said = [talk.send(words, "m")[1] for words in ("1", "menu", "1", "1")]
    assert said == ["m text 'One'", "m text 'Menu'", "m text 'Pizza'", "m text 'One'"]


def test_a_launch_goes_back_to_the_start() -> None:
    talk = states()
    talk.send("menu")
    assert talk.session.state == "menu"
    talk.send(act("launch"))
    assert talk.session.state == "start"


def test_a_launch_restarts_the_sequences_of_replies() -> None:
    twice = Rule(on=TextMatcher("hi"), replies=((text("1"),), (text("2"),)))
    talk = Talk(twice, on(LaunchMatcher()))
    said = [
        talk.send(action, "m")[1] for action in (say("hi"), say("hi"), act("launch"), say("hi"))
    ]
    assert said == ["m text '1'", "m text '2'", "m completed", "m text '1'"]


def test_the_state_changes_after_the_reply() -> None:
    rule = on("go", text("a"), pause(1), text("b"), goto="menu")
    talk = Talk(scenario=Scenario(rules=(rule,), states={"menu": ()}))
    talk.send("go")
    assert talk.session.state == "start"
    talk.after(1)
    assert talk.session.state == "menu"


def test_a_scenario_is_not_changed_by_a_session() -> None:
    talk = states()
    before = dataclasses.replace(talk.scenario)
    talk.send("menu")
    assert talk.scenario == before


# Variables and templates.


def test_variables_are_set_before_the_reply() -> None:
    rule = Rule(
        on=TextMatcher(regex="(?P<size>small|large) pizza"),
        set={"size": "{{ match.size }}", "copy": "{{ size }}", "n": 7, "all": ["{{ turn }}"]},
        reply=(text("One {{ size }} pizza, {{ user.id }}"),),
    )
    talk = Talk(rule)
    assert talk.send("a large pizza", "m")[1] == "m text 'One large pizza, u'"
    assert talk.session.user.variables == {"size": "large", "copy": "large", "n": 7, "all": [1]}


def test_variables_of_the_previous_turn_are_seen() -> None:
    talk = Talk(
        on("hi", text("Hi")),
        on(AnythingMatcher(), text("{{ last_utterance }}|{{ last_response }}|{{ last_event }}")),
    )
    talk.send("hi")
    launch = {"type": "launch", "payload": None}
    (_, said, _) = talk.submit(act("launch", None))
    assert isinstance(said, ActionTrace)
    assert said.trace["payload"]["message"] == f"hi|Hi|{launch}"


@pytest.mark.parametrize(
    ("action", "last"),
    [
        (press("Order", "order"), "Order"),
        (act("path-order", {}), "before"),
        (act("message", {"message": "words"}), "words"),
        (act("file", {"text": "mine", "files": [{}]}), "mine"),
        (act("custom", {"label": "L"}), "before"),
    ],
    ids=str,
)
def test_the_last_utterance_is_what_was_said_or_pressed(action: Action, last: str) -> None:
    talk = Talk(on(AnythingMatcher(), text("ok")))
    talk.send("before")
    talk.submit(action)
    assert talk.session.data.last_utterance == last


@pytest.mark.parametrize(
    ("step", "last"),
    [
        (text("a"), "a"),
        (speak("b"), "b"),
        (trace(type="text", payload={"message": "c"}), "c"),
        (trace(type="text", payload={}), "before"),
        (trace(type="text", payload="d"), "before"),
        (trace(type="text"), "before"),
        (trace(type="debug", payload={"message": "e"}), "before"),
        (trace(type="completion", payload={"state": "paused"}), "before"),
    ],
)
def test_the_last_response_is_the_last_message(step: Any, last: str) -> None:
    talk = Talk(on("hi", text("before"), step))
    talk.send("hi")
    assert talk.session.data.last_response == last


def test_the_time_in_a_template_is_the_time_of_the_step() -> None:
    talk = Talk(on("hi", text("{{ timestamp }}"), pause(90), text("{{ timestamp }}")))
    effects = talk.submit("hi") + talk.wait(90)
    said = [one.trace["payload"]["message"] for one in effects if isinstance(one, ActionTrace)]
    assert said == [str(int(NOW)), str(int(NOW) + 90)]


# What answers, and where it leads.


def statuses(effects: Iterable[Effect]) -> list[ActionStatus]:
    """The statuses among some effects."""
    return [effect for effect in effects if isinstance(effect, ActionStatus)]


def test_a_turn_names_its_rule_and_the_states_that_it_goes_through() -> None:
    states = {"menu": (on("back", goto="start"), on("stay", goto="menu"))}
    scenario = Scenario(name="pizza", rules=(on("go", goto="menu"),), states=states)
    talk = Talk(scenario=scenario)
    told = []
    for words in ("go", "stay", "go", "back"):
        accepted, completed = statuses(talk.submit(words))
        told.append((str(accepted.taker), completed.states))
        assert (accepted.states, completed.taker) == ((), None)
    assert told == [
        ("pizza: rules[0]", ("start", "menu")),
        ("pizza: states.menu[1]", ()),
        ("pizza: rules[0]", ()),
        ("pizza: states.menu[0]", ("menu", "start")),
    ]


def test_a_launch_goes_through_the_start() -> None:
    rules = (on("go", goto="menu"), on(LaunchMatcher(), goto="menu"))
    talk = Talk(scenario=Scenario(rules=rules, states={"menu": ()}))
    assert statuses(talk.submit(act("launch")))[-1].states == ("start", "menu")
    assert statuses(talk.submit(act("launch")))[-1].states == ("menu", "start", "menu")


def test_a_rejected_launch_tells_that_it_changed_the_state() -> None:
    talk = Talk(scenario=Scenario(rules=(on("go", goto="menu"),), states={"menu": ()}))
    talk.submit("go")
    (rejected,) = statuses(talk.submit(act("launch")))
    assert (rejected.status, rejected.states) == ("rejected", ("menu", "start"))


def test_two_turns_at_once_have_each_its_own_way() -> None:
    rules = (on("slow", pause(5), goto="menu"), on("go", goto="hall"))
    talk = Talk(scenario=Scenario(rules=rules, states={"menu": (), "hall": ()}))
    talk.submit("slow")
    assert statuses(talk.submit("go"))[-1].states == ("start", "hall")
    talk.now += 5
    assert statuses(talk.session.wake(talk.now))[-1].states == ("hall", "menu")


@pytest.mark.parametrize("mode", ["no-match", "echo"])
def test_a_fallback_keeps_the_near_misses(mode: FallbackMode) -> None:
    accepted, _ = statuses(fallback(Fallback(mode=mode)).submit("hm"))
    near = "nearest: pizza: rules[0]: wanted the text 'hi', got text 'hm'"
    assert str(accepted.taker) == f"the fallback '{mode}': {MISS} ({near})"


# A scenario that is wrong.


def test_a_step_that_fails_ends_only_its_turn() -> None:
    rule = on("hi", text("a"), speak("{{ x }}"), text("b"), goto="menu")
    scenario = Scenario(rules=(rule,), states={"menu": ()})
    talk = Talk(scenario=scenario, evaluate=lambda source, names: "")
    problem = "a speak has a 'message' or the 'src' of a sound"
    assert talk.send("hi", "m1") == [
        "m1 accepted",
        "m1 text 'a'",
        f"note scenario_error: {problem}",
        f"error scenario_error: {problem}",
        "m1 completed: scenario_error",
    ]
    assert talk.session.state == "start"
    assert talk.session.phase.value == "idle"
    assert talk.send("hi", "m2")[0] == "m2 accepted"


def test_a_failed_step_is_reported_only_to_the_sender() -> None:
    talk = Talk(on("hi", speak("{{ x }}")), evaluate=lambda source, names: "")
    effects = talk.submit("hi", connection="c7")
    assert [effect.to for effect in effects] == ["c7", "c7", "c7", "c7"]


def test_a_matcher_that_fails_rejects_the_action() -> None:
    def breaks(action: Action) -> object:
        return action.payload["size"]

    talk = Talk(on(WhereMatcher(breaks)))
    problem = "breaks raised TypeError: 'NoneType' object is not subscriptable"
    assert talk.send(act("launch"), "m1") == [
        f"note scenario_error: {problem}",
        f"error scenario_error: {problem}",
        "m1 rejected: scenario_error",
    ]
    assert talk.send(act("custom", {"size": 1}), "m2") == ["m2 accepted", "m2 completed"]


class BrokenStep(Step):
    """A step with an unexpected error."""

    def perform(self, turn: Turn) -> Iterable[Output]:
        raise ZeroDivisionError("division by zero")


class BrokenMatcher(AnythingMatcher):
    """A matcher with an unexpected error."""

    def match(self, situation: Situation) -> Mapping[str, JSON]:
        raise ZeroDivisionError("division by zero")


UNFORESEEN = "ZeroDivisionError: division by zero"


def test_an_unexpected_error_in_a_step_ends_its_turn_too() -> None:
    talk = Talk(on("hi", pause(1), text("a"), BrokenStep(), text("b")))
    talk.send("hi", "m1")
    assert talk.after(1) == [
        "m1 text 'a'",
        f"note scenario_error: {UNFORESEEN}",
        f"error scenario_error: {UNFORESEEN}",
        "m1 completed: scenario_error",
    ]
    assert talk.session.phase is Phase.IDLE


class RaisingStep(Step):
    """A step of a user that raises what is no ``Exception``."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def perform(self, turn: Turn) -> Iterable[Output]:
        raise self.error


class RaisingMatcher(AnythingMatcher):
    """A matcher of a user that raises what is no ``Exception``."""

    def __init__(self, error: BaseException) -> None:
        object.__setattr__(self, "error", error)

    def match(self, situation: Situation) -> Mapping[str, JSON]:
        raise self.error  # type: ignore[attr-defined]


@pytest.mark.parametrize("where", ["step", "matcher"])
def test_whatever_a_step_or_a_matcher_raises_is_in_the_note(where: str) -> None:
    error = SystemExit(3)
    rule = on("hi", RaisingStep(error)) if where == "step" else on(RaisingMatcher(error))
    effects = Talk(rule).submit("hi")
    notes = [effect for effect in effects if isinstance(effect, Note)]
    assert [(note.text, note.error) for note in notes] == [("SystemExit: 3", error)]
    last = effects[-1]
    assert isinstance(last, ActionStatus)
    assert last.reason == "scenario_error"


@pytest.mark.parametrize("where", ["step", "matcher"])
def test_an_interrupt_of_the_program_goes_through(where: str) -> None:
    error = KeyboardInterrupt()
    rule = on("hi", RaisingStep(error)) if where == "step" else on(RaisingMatcher(error))
    with pytest.raises(KeyboardInterrupt):
        Talk(rule).submit("hi")


def test_an_unexpected_error_in_a_matcher_rejects_the_action_too() -> None:
    assert Talk(on(BrokenMatcher())).send("hi", "m1") == [
        f"note scenario_error: {UNFORESEEN}",
        f"error scenario_error: {UNFORESEEN}",
        "m1 rejected: scenario_error",
    ]


# Turns that their client has stopped.


@pytest.mark.parametrize(
    ("config", "heard"),
    [
        (ClientConfig(), ["text 'a'", "log 1", "mine", "text 'b'"]),
        (ClientConfig(stop_types=frozenset(["text"])), ["text 'a'"]),
        (ClientConfig(stop_types=frozenset(["log", "other"])), ["text 'a'", "log 1"]),
        (ClientConfig(stop_all=True), ["text 'a'", "log 1", "mine"]),
    ],
)
def test_a_client_can_have_a_turn_stopped_after_a_trace(
    config: ClientConfig, heard: list[str]
) -> None:
    reply = (text("a"), trace(type="log", payload=1), trace(type="mine"), text("b"))
    talk = Talk(scenario=Scenario(states={"start": (on("hi", *reply, goto="on"),), "on": ()}))
    effects = talk.submit(say("hi"), config=config)
    traces = [describe_trace(one.trace) for one in effects if isinstance(one, ActionTrace)]
    assert traces == heard
    assert (talk.session.state, talk.session.phase) == ("on", Phase.IDLE)


def test_a_step_that_has_begun_is_not_stopped() -> None:
    talk = Talk(on("hi", completion("abcd", chunk=2), text("b")))
    config = ClientConfig(completion_events=True, stop_types=frozenset(["completion"]))
    effects = talk.submit(say("hi"), config=config)
    states = [one.trace["payload"]["state"] for one in effects if isinstance(one, ActionTrace)]
    assert states == ["start", "content", "content", "end"]


@pytest.mark.parametrize("in_chunks", [True, False])
def test_the_latest_response_is_the_whole_answer_of_an_llm(in_chunks: bool) -> None:
    talk = Talk(on("hi", text("before"), completion("abcd", chunk=3)))
    talk.submit(say("hi"), config=ClientConfig(completion_events=in_chunks))
    assert talk.session.data.last_response == "abcd"
