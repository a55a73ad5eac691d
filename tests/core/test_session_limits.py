"""How sessions and turns end by time, and what ends with a connection."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import NOW
from tests.core.talk import Talk, on, shown
from vfmock.core.effects import ActionTrace, InjectFault
from vfmock.core.faults.connection.transport_close import TransportClose
from vfmock.core.faults.turn.trace_duplicated import TraceDuplicated
from vfmock.core.scenario import Rule, Scenario, SessionOptions
from vfmock.core.steps.fault import InjectedFault
from vfmock.core.steps.pause import pause
from vfmock.core.steps.raw_trace import trace
from vfmock.core.traces.end import end
from vfmock.core.traces.no_reply import no_reply
from vfmock.core.traces.text import text
from vfmock.errors import ScenarioError
from vfmock.types import Concurrency, Duration

SLOW = on("slow", text("a"), pause(4), text("b"), pause(4), text("c"))
HI = on("hi", text("hello"))


def limited(*rules: Rule, concurrency: Concurrency = "interleave", **options: float) -> Talk:
    """A talk whose sessions and turns have these limits, in seconds."""
    given: dict[str, Any] = {name: Duration(seconds) for name, seconds in options.items()}
    scenario = Scenario(rules=rules or (SLOW, HI), session=SessionOptions(**given))
    return Talk(scenario=scenario, concurrency=concurrency)


@pytest.mark.parametrize("name", ["idle_timeout", "max_length", "action_timeout"])
@pytest.mark.parametrize("seconds", [0, -1])
def test_a_limit_is_more_than_zero(name: str, seconds: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        SessionOptions(**{name: Duration(seconds)})
    assert str(raised.value) == f"{name!r} is more than 0 seconds, not {seconds}"


# The length of a session.


def test_a_session_ends_at_its_greatest_length_even_in_use() -> None:
    talk = limited(max_length=10)
    assert talk.session.deadline() == NOW + 10
    talk.after(6)
    talk.send("hi", "1")
    assert talk.session.deadline() == NOW + 10
    assert talk.after(3.9) == []
    assert talk.after(0.1) == ["ended max_session_length"]
    assert talk.session.deadline() is None
    assert talk.send("hi", "2") == ["2 rejected: session_not_found"]


def test_running_turns_are_completed_before_the_session_ends() -> None:
    talk = limited(max_length=3)
    talk.send("slow", "1")
    assert talk.after(3) == ["1 completed: max_session_length", "ended max_session_length"]


def test_a_trace_due_exactly_at_the_end_is_still_sent() -> None:
    talk = limited(max_length=4)
    talk.send("slow", "1")
    assert talk.after(4) == [
        "1 text 'b'",
        "1 completed: max_session_length",
        "ended max_session_length",
    ]


def test_a_session_woken_late_sends_nothing_that_was_due_after_its_end() -> None:
    talk = limited(max_length=5)
    talk.send("slow", "1")
    assert shown(talk.oversleep(60)) == [
        "1 text 'b'",
        "1 completed: max_session_length",
        "ended max_session_length",
    ]


def test_queued_actions_are_rejected_at_the_end() -> None:
    talk = limited(max_length=3, concurrency="queue")
    talk.send("slow", "1")
    talk.send("hi", "2")
    assert talk.after(3) == [
        "1 completed: max_session_length",
        "2 rejected: max_session_length",
        "ended max_session_length",
    ]


def test_the_limit_that_comes_first_is_the_reason() -> None:
    talk = limited(max_length=10, idle_timeout=7)
    assert talk.after(20) == ["ended inactivity_timeout"]
    talk = limited(max_length=7, idle_timeout=10)
    assert talk.after(20) == ["ended max_session_length"]
    talk = limited(max_length=7, idle_timeout=10)
    assert shown(talk.oversleep(20)) == ["ended max_session_length"], "it was the first"


# The time of a turn.


def test_a_turn_is_completed_at_its_timeout_and_the_rest_is_not_sent() -> None:
    talk = limited(action_timeout=5)
    assert talk.send("slow", "1") == ["1 accepted", "1 text 'a'"]
    assert talk.session.deadline() == NOW + 4
    assert talk.after(4) == ["1 text 'b'"]
    assert talk.session.deadline() == NOW + 5
    assert talk.after(1) == ["1 completed: action_timeout"]
    assert talk.session.deadline() is None
    assert talk.after(60) == []
    assert talk.send("hi", "2") == ["2 accepted", "2 text 'hello'", "2 completed"]


def test_a_turn_that_is_done_in_time_is_completed_without_a_reason() -> None:
    talk = limited(action_timeout=8)
    talk.send("slow", "1")
    assert talk.after(8) == ["1 text 'b'", "1 text 'c'", "1 completed"]


def test_a_turn_woken_late_sends_what_was_due_before_its_timeout() -> None:
    talk = limited(action_timeout=5)
    talk.send("slow", "1")
    effects = talk.oversleep(100)
    assert shown(effects) == ["1 text 'b'", "1 completed: action_timeout"]
    (said,) = (effect for effect in effects if isinstance(effect, ActionTrace))
    assert said.trace["time"] <= int(NOW * 1000) + 5000, "its time is within the turn's"


def test_an_end_step_after_the_timeout_does_not_happen() -> None:
    talk = limited(on("x", pause(10), end()), action_timeout=5)
    talk.send("x", "1")
    assert talk.after(60) == ["1 completed: action_timeout"]


def test_an_end_step_before_the_timeout_ends_the_session_at_the_timeout() -> None:
    talk = limited(on("x", end("done"), pause(10)), action_timeout=5)
    assert talk.send("x", "1")[-1].startswith("1 end")
    assert talk.after(5) == ["1 completed: action_timeout", "ended done"]


def test_each_parallel_turn_has_its_own_timeout() -> None:
    talk = limited(action_timeout=6)
    talk.send("slow", "1")
    talk.after(3)
    talk.send("slow", "2")
    assert talk.after(20) == [
        "1 text 'b'",
        "1 completed: action_timeout",
        "2 text 'b'",
        "2 completed: action_timeout",
    ]


def test_turns_woken_late_end_in_the_order_of_their_timeouts() -> None:
    talk = limited(action_timeout=6)
    talk.send("slow", "1")
    talk.after(3)
    talk.send("slow", "2")
    assert shown(talk.oversleep(20)) == [
        "1 text 'b'",
        "1 completed: action_timeout",
        "2 text 'b'",
        "2 completed: action_timeout",
    ]


def test_the_next_queued_turn_begins_at_the_timeout_of_the_first() -> None:
    talk = limited(action_timeout=5, concurrency="queue")
    talk.send("slow", "1")
    assert talk.send("slow", "2") == []
    assert talk.after(5) == [
        "1 text 'b'",
        "1 completed: action_timeout",
        "2 accepted",
        "2 text 'a'",
    ]
    assert talk.session.deadline() == NOW + 9
    assert talk.after(5) == ["2 text 'b'", "2 completed: action_timeout"]


def test_the_idle_timeout_begins_at_the_timeout_of_the_turn() -> None:
    talk = limited(action_timeout=5, idle_timeout=10)
    talk.send("slow", "1")
    talk.after(5)
    assert talk.session.deadline() == NOW + 15
    assert talk.after(10) == ["ended inactivity_timeout"]


# The end of the key.


def test_a_session_can_be_told_to_end_with_its_key() -> None:
    talk = limited()
    talk.session.expires(NOW + 5)
    assert talk.session.deadline() == NOW + 5
    talk.send("slow", "1")
    assert talk.after(5) == [
        "1 text 'b'",
        "1 completed: session_key_expired",
        "ended session_key_expired",
    ]


def test_a_new_key_moves_the_end_of_the_session() -> None:
    talk = limited()
    talk.session.expires(NOW + 5)
    talk.session.expires(NOW + 50)
    assert talk.after(49) == []
    assert talk.after(1) == ["ended session_key_expired"]


def test_a_key_that_does_not_expire_lets_the_session_live() -> None:
    talk = limited()
    talk.session.expires(NOW + 5)
    talk.session.expires(None)
    assert talk.session.deadline() is None
    talk.session.expires(None)
    assert talk.after(100) == []


# A client that was asked to report the silence of its user.


def test_a_missing_no_reply_of_the_client_is_noted() -> None:
    talk = limited(on("hi", text("hello"), no_reply(10)))
    talk.send("hi", "1")
    assert talk.session.deadline() == NOW + 15
    assert talk.after(14.9) == []
    problem = "the client was asked for a no-reply after 10 s and sent nothing"
    assert talk.after(0.1) == [f"note no_reply_missed: {problem}"]
    assert talk.session.deadline() is None
    assert talk.after(100) == []


def test_the_note_of_a_missing_no_reply_goes_to_the_connection_that_was_asked() -> None:
    talk = limited(on("hi", no_reply(10)))
    talk.submit("hi", connection="c7")
    talk.now += 15
    (note,) = talk.session.wake(talk.now)
    assert note.to == "c7"


def test_any_action_of_the_client_ends_the_silence() -> None:
    talk = limited(on("hi", no_reply(10)), on("well", text("yes?")))
    talk.send("hi", "1")
    talk.after(14)
    talk.send("well", "2")
    assert talk.after(100) == []


def test_the_silence_is_measured_from_the_last_no_reply_trace() -> None:
    talk = limited(on("hi", no_reply(100), pause(3), no_reply(10)))
    talk.send("hi", "1")
    talk.after(3)
    assert talk.session.deadline() == NOW + 18


def test_a_session_woken_late_notes_a_silence_before_its_end() -> None:
    talk = limited(on("hi", no_reply(10)), idle_timeout=20)
    talk.send("hi", "1")
    first, last = shown(talk.oversleep(60))
    assert first.startswith("note no_reply_missed")
    assert last == "ended inactivity_timeout"


def test_a_session_that_has_ended_waits_for_no_reply_action() -> None:
    talk = limited(on("hi", no_reply(1), pause(2), end()))
    talk.send("hi", "1")
    said = shown(talk.oversleep(60))
    assert said[-1] == "ended end_of_diagram"
    assert not any(words.startswith("note") for words in said)


@pytest.mark.parametrize("payload", [{}, {"timeout": "10"}, {"timeout": None}, None, "10"])
def test_a_no_reply_trace_without_a_valid_timeout_waits_for_nothing(payload: object) -> None:
    talk = limited(on("hi", trace(type="no-reply", payload=payload)))
    talk.send("hi", "1")
    assert talk.session.deadline() is None


def test_a_trace_of_another_type_with_a_timeout_waits_for_nothing() -> None:
    talk = limited(on("hi", trace(type="log", payload={"timeout": 10})))
    talk.send("hi", "1")
    assert talk.session.deadline() is None


# A connection that is gone.


def test_the_turns_of_a_lost_connection_are_dropped_silently() -> None:
    talk = limited()
    talk.submit("slow", "1", connection="c1")
    talk.submit("slow", "2", connection="c2")
    assert talk.session.interrupt("c1", talk.now) == []
    assert [turn.message_id for turn in talk.session.turns] == ["2"]
    assert talk.after(60) == ["2 text 'b'", "2 text 'c'", "2 completed"]


def test_the_queued_actions_of_other_connections_begin_after_a_drop() -> None:
    talk = limited(concurrency="queue")
    talk.submit("slow", "1", connection="c1")
    talk.submit("hi", "2", connection="c1")
    talk.submit("hi", "3", connection="c2")
    assert shown(talk.session.interrupt("c1", talk.now)) == [
        "3 accepted",
        "3 text 'hello'",
        "3 completed",
    ]


def test_an_idle_or_ended_session_has_nothing_to_drop() -> None:
    talk = limited()
    assert talk.session.interrupt("c1", talk.now) == []
    talk.session.end("over", talk.now)
    assert talk.session.interrupt("c1", talk.now) == []


# Faults of rules and steps.


def test_the_faults_of_a_rule_are_injected_before_the_action_is_accepted() -> None:
    talk = limited(Rule(on=HI.on, reply=(text("a"),), faults=(TraceDuplicated(), TransportClose())))
    effects = talk.submit("hi", "1", connection="c7")
    assert effects[:2] == [
        InjectFault(to="c7", fault=TraceDuplicated(), message_id="1"),
        InjectFault(to="c7", fault=TransportClose(), message_id="1"),
    ]
    assert shown(effects[2:]) == ["1 accepted", "1 text 'a'", "1 completed"]


def test_the_fault_of_a_step_happens_at_its_place_in_the_reply() -> None:
    talk = limited(on("hi", text("a"), InjectedFault(TransportClose()), text("b")))
    effects = talk.submit("hi", "1", connection="c7")
    order = InjectFault(to="c7", fault=TransportClose(), message_id="1")
    assert effects.index(order) == 2
    effects.remove(order)
    assert shown(effects) == ["1 accepted", "1 text 'a'", "1 text 'b'", "1 completed"]
