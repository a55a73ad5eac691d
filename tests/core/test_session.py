"""The session machine: the protocol page, "Action lifecycle" and "Conversation lifecycle"."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import NOW, act
from tests.core.talk import Talk, on, shown
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    SessionEnded,
    StateShown,
)
from vfmock.core.events import ClientConfig
from vfmock.core.matchers.kinds import AnythingMatcher, EndMatcher
from vfmock.core.scenario import Rule, Scenario, SessionOptions
from vfmock.core.session import Phase
from vfmock.core.steps.pause import pause
from vfmock.core.steps.raw_trace import trace
from vfmock.core.traces.completion import completion
from vfmock.core.traces.end import end
from vfmock.core.traces.text import text
from vfmock.types import Concurrency, Duration

ENDED = "session_not_found"


# A turn.


def test_a_turn_is_accepted_then_answered_then_completed() -> None:
    talk = Talk(on("hi", text("Hello"), text("there")))
    assert talk.send("hi", "m1") == [
        "m1 accepted",
        "m1 text 'Hello'",
        "m1 text 'there'",
        "m1 completed",
    ]


def test_an_empty_reply_is_accepted_and_completed() -> None:
    assert Talk(on("hi")).send("hi", "m1") == ["m1 accepted", "m1 completed"]


def test_statuses_go_to_the_sender_and_traces_to_every_connection() -> None:
    effects = Talk(on("hi", text("Hello"), end())).submit("hi", "m1", connection="c7")
    to = {type(effect): effect.to for effect in effects}
    assert to == {ActionStatus: "c7", ActionTrace: None, SessionEnded: None}


def test_each_turn_without_a_message_id_gets_one() -> None:
    talk = Talk(on("hi"))
    assert talk.send("hi") == ["made1 accepted", "made1 completed"]
    assert talk.send("hi") == ["made2 accepted", "made2 completed"]


def test_a_trace_is_stamped_with_unix_milliseconds_unless_it_has_a_time() -> None:
    talk = Talk(on("hi", text("a"), pause(1.5), text("b"), trace(type="log", time=5)))
    effects = talk.submit("hi") + talk.wait(2)
    times = [effect.trace["time"] for effect in effects if isinstance(effect, ActionTrace)]
    assert times == [int(NOW * 1000), int(NOW * 1000) + 1500, 5]


def test_the_milliseconds_of_a_stamp_are_whole() -> None:
    talk = Talk(on("hi", text("a")))
    talk.now = 1.0019
    (trace,) = [effect.trace for effect in talk.submit("hi") if isinstance(effect, ActionTrace)]
    assert trace["time"] == 1001


def test_a_trace_is_not_changed_by_its_stamp() -> None:
    step = text("a")
    Talk(on("hi", step)).send("hi")
    assert "time" not in step.trace


def test_the_configuration_of_the_client_reaches_the_steps() -> None:
    talk = Talk(on("hi", completion("Hello", chunk=5)))
    assert shown(talk.submit("hi", "m", config=ClientConfig(completion_events=True))) == [
        "m accepted",
        "m completion 'start'",
        "m completion 'Hello'",
        "m completion 'end'",
        "m completed",
    ]
    assert talk.send("hi", "m")[1:-1] == ["m text 'Hello'"]


@pytest.mark.parametrize("concurrency", ["interleave", "queue", "reject"])
def test_a_rejected_action_begins_no_turn(concurrency: Concurrency) -> None:
    talk = Talk(on("hi"), concurrency=concurrency)
    assert "m1 rejected" in talk.send("unknown", "m1")[-1]
    assert talk.session.phase is Phase.IDLE
    assert talk.send("hi", "m2") == ["m2 accepted", "m2 completed"]


# Time.


def test_a_turn_waits_for_its_pause() -> None:
    talk = Talk(on("hi", text("a"), pause(2), text("b"), pause(3), text("c")))
    assert talk.send("hi", "m") == ["m accepted", "m text 'a'"]
    assert talk.session.deadline() == NOW + 2
    assert [turn.message_id for turn in talk.session.turns] == ["m"]
    assert talk.after(1.9) == []
    assert talk.after(0.1) == ["m text 'b'"]
    assert talk.session.deadline() == NOW + 5
    assert talk.after(3) == ["m text 'c'", "m completed"]
    assert talk.session.deadline() is None
    assert talk.session.turns == ()


def test_a_turn_waits_for_a_short_pause_too() -> None:
    talk = Talk(on("hi", pause(0.001), text("a")))
    assert talk.send("hi", "m") == ["m accepted"]
    assert talk.after(0.001) == ["m text 'a'", "m completed"]


def test_waking_a_session_early_does_nothing() -> None:
    talk = Talk(on("hi", pause(2), text("a")))
    talk.send("hi")
    assert talk.oversleep(1.999) == []
    assert talk.session.deadline() == NOW + 2


def test_a_session_that_is_woken_late_catches_up() -> None:
    talk = Talk(on("hi", pause(2), text("a"), pause(2), text("b"), pause(60), text("c")))
    talk.send("hi", "m")
    effects = talk.oversleep(10)
    assert shown(effects) == ["m text 'a'", "m text 'b'"]
    assert talk.session.deadline() == NOW + 64


def test_a_pause_of_0_seconds_takes_no_time() -> None:
    talk = Talk(on("hi", pause(0), text("a"), pause(0)))
    assert talk.send("hi", "m") == ["m accepted", "m text 'a'", "m completed"]


def test_an_action_is_accepted_before_a_pause_at_the_start_of_its_reply() -> None:
    talk = Talk(on("hi", pause(1)))
    assert talk.send("hi", "m") == ["m accepted"]
    assert talk.after(1) == ["m completed"]


# An action while one runs.

SLOW = on("slow", text("a"), pause(10), text("z"))


def test_interleaved_turns_run_side_by_side() -> None:
    talk = Talk(SLOW, on("hi", text("b"), pause(3), text("c")))
    assert talk.send("slow", "m1") == ["m1 accepted", "m1 text 'a'"]
    assert talk.after(1) == []
    assert talk.send("hi", "m2") == ["m2 accepted", "m2 text 'b'"]
    assert talk.session.deadline() == NOW + 4
    assert talk.after(60) == ["m2 text 'c'", "m2 completed", "m1 text 'z'", "m1 completed"]


def test_overdue_turns_run_in_the_order_of_their_time() -> None:
    talk = Talk(SLOW, on("hi", pause(3), text("c")))
    talk.send("slow", "m1")
    talk.send("hi", "m2")
    assert shown(talk.oversleep(60))[0] == "m2 text 'c'"


def test_a_queued_action_is_accepted_when_its_turn_comes() -> None:
    talk = Talk(SLOW, on("hi", text("b")), concurrency="queue")
    talk.send("slow", "m1")
    assert talk.send("hi", "m2") == []
    assert talk.send("hi", "m3") == []
    assert talk.after(10) == [
        "m1 text 'z'",
        "m1 completed",
        "m2 accepted",
        "m2 text 'b'",
        "m2 completed",
        "m3 accepted",
        "m3 text 'b'",
        "m3 completed",
    ]


def test_a_queued_turn_may_have_a_pause() -> None:
    talk = Talk(SLOW, concurrency="queue")
    talk.send("slow", "m1")
    talk.send("slow", "m2")
    assert talk.after(10)[-2:] == ["m2 accepted", "m2 text 'a'"]
    assert talk.after(10) == ["m2 text 'z'", "m2 completed"]


def test_a_rejected_action_in_the_queue_does_not_stop_the_next() -> None:
    talk = Talk(SLOW, on("hi", text("b")), concurrency="queue")
    talk.send("slow", "m1")
    talk.send("unknown", "m2")
    talk.send("hi", "m3")
    effects = talk.after(10)
    assert [line.split(":")[0] for line in effects[2:]] == [
        "note mismatch",
        "m2 rejected",
        "m3 accepted",
        "m3 text 'b'",
        "m3 completed",
    ]
    assert talk.session.phase is Phase.IDLE


def test_a_long_queue_is_worked_through() -> None:
    talk = Talk(SLOW, on("hi", text("b")), concurrency="queue")
    talk.send("slow")
    for _ in range(2000):
        talk.send("hi")
    assert [line.partition(" ")[2] for line in talk.after(10)].count("completed") == 2001


def test_the_end_of_the_session_rejects_what_waits() -> None:
    talk = Talk(on("bye", pause(10), end()), concurrency="queue")
    talk.send("bye", "m1")
    talk.send("bye", "m2")
    talk.send("bye")
    assert talk.after(10) == [
        "m1 end",
        "m1 completed",
        "m2 rejected: end_of_diagram",
        "made1 rejected: end_of_diagram",
        "ended end_of_diagram",
    ]


def test_an_action_may_be_rejected_while_one_runs() -> None:
    talk = Talk(SLOW, concurrency="reject")
    talk.send("slow", "m1")
    assert talk.send("slow", "m2") == ["m2 rejected: action_in_progress"]
    assert talk.send("slow") == ["made2 rejected: action_in_progress"]
    assert talk.after(10) == ["m1 text 'z'", "m1 completed"]
    assert talk.send("slow", "m3") == ["m3 accepted", "m3 text 'a'"]


# The end.


def test_the_end_of_a_conversation_comes_in_order() -> None:
    talk = Talk(on("bye", text("Bye"), end()))
    assert talk.send("bye", "m1") == [
        "m1 accepted",
        "m1 text 'Bye'",
        "m1 end",
        "m1 completed",
        "ended end_of_diagram",
    ]
    assert talk.session.phase is Phase.ENDED


def test_every_action_after_the_end_is_rejected() -> None:
    talk = Talk(on("bye", end("sold_out")), on("hi", text("Hello")))
    assert talk.send("bye")[-1] == "ended sold_out"
    assert talk.send("hi", "m2") == [f"m2 rejected: {ENDED}"]
    assert talk.send("hi") == [f"made2 rejected: {ENDED}"]
    assert talk.session.deadline() is None
    assert talk.oversleep(1e9) == []
    assert talk.session.end("again", talk.now) == []
    assert talk.session.interrupt("c1", talk.now) == []


def test_the_end_completes_every_other_turn() -> None:
    talk = Talk(SLOW, on("bye", end()))
    talk.send("slow", "m1")
    talk.send("slow", "m2")
    assert talk.send("bye", "m3") == [
        "m3 accepted",
        "m3 end",
        "m3 completed",
        "m1 completed: end_of_diagram",
        "m2 completed: end_of_diagram",
        "ended end_of_diagram",
    ]


def test_an_end_in_one_overdue_turn_ends_the_others() -> None:
    talk = Talk(SLOW, on("bye", pause(1), end()))
    talk.send("slow", "m1")
    talk.send("bye", "m2")
    assert shown(talk.oversleep(60)) == [
        "m2 end",
        "m2 completed",
        "m1 completed: end_of_diagram",
        "ended end_of_diagram",
    ]


def test_a_session_can_be_ended_from_outside() -> None:
    talk = Talk(SLOW)
    talk.send("slow", "m1")
    assert shown(talk.session.end("session_replaced", talk.now)) == [
        "m1 completed: session_replaced",
        "ended session_replaced",
    ]
    assert shown(Talk().session.end("session_replaced", NOW)) == ["ended session_replaced"]


def test_the_user_hangs_up() -> None:
    assert Talk().send(act("end"), "m1") == ["m1 accepted", "m1 completed", "ended user_ended"]


@pytest.mark.parametrize(
    ("reply", "said", "reason"),
    [
        ((text("Bye"),), ["m1 text 'Bye'"], "user_ended"),
        ((end("hung_up"),), ["m1 end {'reason': 'hung_up'}"], "hung_up"),
    ],
)
def test_a_rule_may_answer_an_end_action(reply: Any, said: list[str], reason: str) -> None:
    talk = Talk(on(EndMatcher(), *reply))
    assert talk.send(act("end"), "m1") == [
        "m1 accepted",
        *said,
        "m1 completed",
        f"ended {reason}",
    ]


def test_an_interrupted_turn_sends_nothing_more() -> None:
    talk = Talk(SLOW, on("hi", text("b")), concurrency="queue")
    talk.send("slow", "m1")
    talk.send("hi", "m2")
    assert talk.session.interrupt("c1", talk.now) == []
    assert talk.after(60) == []
    assert talk.session.phase is Phase.IDLE
    assert talk.send("hi", "m3") == ["m3 accepted", "m3 text 'b'", "m3 completed"]
    assert talk.send("slow", "m4") == ["m4 accepted", "m4 text 'a'"]
    assert talk.after(60) == ["m4 text 'z'", "m4 completed"]
    assert talk.session.interrupt("c1", talk.now) == []


LONG = on("slow", text("a"), pause(5), text("b"))


def cancelled(talk: Talk, connection: str = "c1") -> list[str]:
    """What comes of a cancellation, in short words."""
    return shown(talk.session.cancel(connection, talk.now))


def test_a_cancelled_turn_is_completed_where_it_is() -> None:
    talk = Talk(LONG)
    assert talk.send("slow", "m1") == ["m1 accepted", "m1 text 'a'"]
    assert cancelled(talk) == ["cancelled true", "m1 completed: cancelled"]
    assert talk.after(10) == []
    assert talk.session.phase is Phase.IDLE


def test_the_state_comes_before_the_end_of_a_cancelled_turn() -> None:
    talk = Talk(LONG)
    talk.submit("slow", "m1", config=ClientConfig(state=True))
    effects = talk.session.cancel("c1", talk.now)
    assert [type(effect) for effect in effects] == [ActionCancelled, StateShown, ActionStatus]


def test_a_client_cancels_only_its_own_turns() -> None:
    talk = Talk(LONG)
    talk.submit("slow", "m1", connection="c1")
    talk.submit("slow", "m2", connection="c2")
    talk.submit("slow", "m3", connection="c1")
    assert cancelled(talk) == [
        "cancelled true",
        "m1 completed: cancelled",
        "m3 completed: cancelled",
    ]
    assert talk.after(5) == ["m2 text 'b'", "m2 completed"]


def test_nothing_is_cancelled_where_nothing_runs() -> None:
    talk = Talk(LONG)
    assert cancelled(talk) == ["cancelled false"]
    talk.submit("slow", "m1", connection="c2")
    assert cancelled(talk) == ["cancelled false"]
    talk.session.end("over", talk.now)
    assert cancelled(talk) == ["cancelled false"]


def test_a_cancellation_lets_a_queued_action_begin() -> None:
    talk = Talk(LONG, on("quick", text("c")), concurrency="queue")
    talk.send("slow", "m1")
    talk.send("quick", "m2")
    assert cancelled(talk) == [
        "cancelled true",
        "m1 completed: cancelled",
        "m2 accepted",
        "m2 text 'c'",
        "m2 completed",
    ]


def test_a_cancelled_end_ends_the_conversation_and_every_turn() -> None:
    slow_end = on(EndMatcher(), pause(5))
    talk = Talk(slow_end, LONG)
    talk.submit(act("end"), "m1")
    talk.submit("slow", "m2")
    assert cancelled(talk) == [
        "cancelled true",
        "m1 completed: cancelled",
        "m2 completed: user_ended",
        "ended user_ended",
    ]


def test_a_sign_of_life_moves_the_idle_timeout() -> None:
    talk = Talk(scenario=Scenario(session=SessionOptions(idle_timeout=Duration(10))))
    talk.after(9)
    talk.session.note_activity(talk.now)
    assert talk.session.deadline() == talk.now + 10
    talk.session.note_activity(talk.now - 5)
    assert talk.session.deadline() == talk.now + 10


def test_without_a_turn_nothing_is_woken_or_interrupted() -> None:
    session = Talk().session
    for _ in range(2):
        assert session.wake(NOW) == []
        assert session.phase is Phase.IDLE
        assert session.interrupt("c1", NOW) == []
        assert session.phase is Phase.IDLE


def test_a_session_ends_once_and_for_good() -> None:
    session = Talk().session
    assert shown(session.end("over", NOW)) == ["ended over"]
    for _ in range(2):
        assert session.wake(NOW) == []
        assert session.phase is Phase.ENDED
        assert session.interrupt("c1", NOW) == []
        assert session.phase is Phase.ENDED
        assert session.end("again", NOW) == []
        assert session.phase is Phase.ENDED


# The idle timeout.


def idle(*rules: Rule) -> Talk:
    """A session that ends after half an hour without an action."""
    options = SessionOptions(idle_timeout=Duration(1800))
    return Talk(scenario=Scenario(rules=rules, session=options))


def test_a_session_without_actions_ends_at_its_idle_timeout() -> None:
    talk = idle()
    assert talk.session.deadline() == NOW + 1800
    assert talk.oversleep(1799.9) == []
    assert talk.after(0.1) == ["ended inactivity_timeout"]


def test_every_action_keeps_a_session_alive_even_a_rejected_one() -> None:
    talk = idle(on("hi"))
    talk.after(1000)
    talk.send("hi")
    assert talk.session.deadline() == NOW + 2800
    talk.after(1000)
    talk.send("unknown")
    assert talk.session.deadline() == NOW + 3800


def test_a_session_is_not_idle_while_a_turn_runs() -> None:
    talk = idle(on("slow", pause(5000), text("done")))
    talk.send("slow", "m1")
    assert talk.after(5000) == ["m1 text 'done'", "m1 completed"]
    assert talk.session.deadline() == NOW + 5000 + 1800


def test_without_an_idle_timeout_nothing_ends_it() -> None:
    talk = Talk()
    assert talk.session.deadline() is None
    assert talk.oversleep(1e9) == []


# The seed.


def test_the_same_seed_gives_the_same_effects() -> None:
    rules = (
        Rule(on=AnythingMatcher(), probability=0.5, reply=(text("heads"),)),
        Rule(on=AnythingMatcher(), reply=(pause(1), text("tails"))),
    )

    def run(seed: int) -> list[str]:
        talk = Talk(*rules, seed=seed)
        return [line for n in range(20) for line in [*talk.send(str(n)), *talk.after(2)]]

    assert run(5) == run(5) != run(6)


def test_the_turns_of_a_session_are_counted() -> None:
    talk = Talk(on("hi", text("{{ session.turns }} {{ turn }}")))
    talk.send("unknown")
    assert talk.send("hi", "m")[1] == "m text '2 2'"
    assert talk.session.turn_count == 2
