"""Faults at work on a world: armed, injected, removed, and noted in the journal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.bench import USER, Bench, Event, ready, statuses
from vfmock.core.faults import FAULTS, Fault, FaultRule
from vfmock.core.faults.base import AnswerFault, HttpFault, TurnFault, WebhookFault, WriteShape
from vfmock.core.faults.connect_outcome import Attempt, RefuseNamespace, Respond
from vfmock.core.faults.connecting.http_error import HttpError
from vfmock.core.faults.connecting.websocket_blocked import WebsocketBlocked
from vfmock.core.faults.connection.server_restart import ServerRestartFault
from vfmock.core.faults.transport_fault import (
    BreakTransport,
    CloseTransport,
    SendGarbage,
    Swallow,
    WithholdPings,
)
from vfmock.core.faults.turn.action_rejected import ActionRejected
from vfmock.core.faults.wire.latency import Latency
from vfmock.core.faults.wire.slow_drip import SlowDrip
from vfmock.core.faults.wire.split import Split
from vfmock.core.journal import Entry
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.fault import InjectedFault
from vfmock.core.steps.pause import pause
from vfmock.core.traces.audio import audio
from vfmock.core.traces.completion import completion
from vfmock.core.traces.text import text
from vfmock.types import Duration

AB = Rule(on=TextMatcher("ab"), reply=(text("a"), text("b")))
SLOW = Rule(on=TextMatcher("slow"), reply=(text("a"), pause(30), text("b")))


OF_CLIENTS = [name for name, cls in FAULTS.items() if not issubclass(cls, WebhookFault | HttpFault)]
"""The faults that a client with a socket can meet."""


@pytest.fixture
def bench() -> Bench:
    return Bench(Scenario(rules=(AB, SLOW)))


def arm(bench: Bench, name: str | Fault, **given: Any) -> str:
    """Arm a fault; return its id."""
    fault = FAULTS[name]() if isinstance(name, str) else name
    return bench.control.arm(FaultRule(fault=fault, **given)).id


def told(events: list[Event]) -> list[str]:
    """Each event in one word: a text, a status, or the name of the event."""
    return [_tell(name, payload) for name, payload in events]


def _tell(name: str, payload: Any) -> str:
    if name == "action.status":
        return str(payload["status"])
    trace = payload["trace"] if name == "action.trace" else {}
    body = trace.get("payload") if trace.get("type") == "text" else None
    return str(body["message"]) if isinstance(body, dict) else name


def notes(bench: Bench) -> list[tuple[str, str, str]]:
    """What the journal says of faults: kind, name of the fault, text."""
    return [
        (entry.name, entry.fault, str(entry.payload))
        for entry in bench.journal
        if entry.direction == "note" and entry.fault
    ]


def caused(bench: Bench) -> list[tuple[str, str]]:
    """The events sent because of a fault: the name of the event, and the fault."""
    return [(e.name, e.fault) for e in bench.journal if e.direction == "out" and e.fault]


def unhappened(bench: Bench) -> list[str]:
    """The names of the armed faults that a check complains about."""
    begin = "expected the fault '"
    problems = bench.control.problems()
    return [one.split("'")[1] for one in problems if one.startswith(begin)]


# The whole path of a fault that changes an answer.

WHOLE = ["accepted", "a", "b", "completed"]

HEARD: dict[str, list[str]] = {
    "accepted missing": ["a", "b", "completed"],
    "accepted then nothing": ["accepted"],
    "action rejected": ["rejected"],
    "audio chunks missing": WHOLE,
    "completed missing": ["accepted", "a", "b"],
    "completed twice": [*WHOLE, "completed"],
    "completion cut": WHOLE,
    "error in turn": ["accepted", "error", "a", "b", "completed"],
    "session invalidated": WHOLE,
    "session.ended in turn": ["accepted", "session.ended"],
    "trace after completed": ["accepted", "a", "completed", "b"],
    "trace before accepted": ["a", "accepted", "b", "completed"],
    "trace burst": ["accepted", *["action.trace"] * 1000, "a", "b", "completed"],
    "trace duplicated": ["accepted", "a", "a", "b", "completed"],
    "trace huge": ["accepted", "x" * 900_000, "a", "b", "completed"],
    "trace of an unknown action": WHOLE,
    "trace of another action": WHOLE,
    "trace of unknown type": ["accepted", "action.trace", "a", "b", "completed"],
    "trace with wrong types": ["accepted", "{'text': 'a'}", "b", "completed"],
    "trace without payload": ["accepted", "action.trace", "b", "completed"],
    "traces out of order": ["accepted", "b", "a", "completed"],
}
"""What a client hears in place of accepted, a, b, completed."""

MISSED = {
    "audio chunks missing": "the turn had 0 chunks of audio",
    "completion cut": "the turn had no completion in chunks",
}


def test_every_fault_of_a_turn_is_tested_here() -> None:
    assert sorted(HEARD) == [n for n in FAULTS if ".turn." in FAULTS[n].__module__]


@pytest.mark.parametrize("name", HEARD)
def test_a_fault_of_a_turn_reaches_the_client(bench: Bench, name: str) -> None:
    client = ready(bench)
    client.say("ab")
    arm(bench, name)
    events = client.say("ab")
    assert told(events) == HEARD[name]
    kinds = {kind for kind, fault, _ in notes(bench) if fault == name}
    if name in MISSED:
        assert notes(bench) == [("fault_missed", name, f"{name}: {MISSED[name]}")]
    else:
        assert "fault" in kinds
        assert "fault_missed" not in kinds
    (armed,) = bench.control.faults
    assert armed.applied == (0 if name in MISSED else 1)
    assert unhappened(bench) == ([name] if name in MISSED else [])
    assert told(client.say("ab")) == (["rejected"] if name.startswith("session") else WHOLE), (
        "it happens once"
    )


@pytest.mark.parametrize(
    ("name", "which"), [("trace of another action", "first"), ("trace of an unknown action", "")]
)
def test_a_trace_has_the_id_of_another_action(bench: Bench, name: str, which: str) -> None:
    client = ready(bench)
    client.act({"type": "text", "payload": "ab"}, messageID="first")
    arm(bench, name)
    events = client.act({"type": "text", "payload": "ab"}, messageID="second")
    ids = [payload["messageID"] for event, payload in events if event == "action.trace"]
    assert ids[1] == "second"
    assert ids[0] not in ("second", *([] if which else ["first"]))
    assert ids[0] == which or not which


def test_a_fault_of_a_step_knows_the_action_before() -> None:
    step = InjectedFault(FAULTS["trace of another action"]())
    bench = Bench(Scenario(rules=(AB, Rule(on=TextMatcher("x"), reply=(step, text("x"))))))
    client = ready(bench)
    client.act({"type": "text", "payload": "ab"}, messageID="first")
    events = client.act({"type": "text", "payload": "x"}, messageID="second")
    ids = [payload["messageID"] for event, payload in events if event == "action.trace"]
    assert ids == ["first"]


# The handshake.


def test_the_answers_of_the_handshake_are_changed(bench: Bench) -> None:
    client = bench.client()
    arm(bench, "client.started invalid")
    start = {"userID": "u", "projectID": "p"}
    assert client.emit("client.start", start) == [
        ("client.started", {"newSessionRequired": "true"})
    ]
    arm(bench, "client.started twice")
    assert told(client.emit("client.start", start)) == ["client.started"] * 2
    arm(bench, "client.started missing")
    assert client.emit("client.start", start) == []
    arm(bench, "session.created without key")
    assert client.emit("session.create", {}) == [("session.created", {})]
    assert ("withheld", "client.started missing") in [note[:2] for note in notes(bench)]
    assert caused(bench) == [
        ("client.started", "client.started invalid"),
        ("client.started", "client.started twice"),
        ("session.created", "session.created without key"),
    ]


def test_a_late_answer_comes_at_its_time_and_does_not_delay_others(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "session.created late")
    assert client.emit("session.create", {}) == [("session.ended", {"reason": "session_replaced"})]
    assert told(client.say("ab")) == WHOLE
    bench.clock.advance(4.9)
    assert client.take() == []
    bench.clock.advance(0.1)
    assert told(client.take()) == ["session.created"]


def test_a_late_answer_does_not_come_to_a_client_that_left(bench: Bench) -> None:
    client = bench.client()
    arm(bench, "client.started late")
    client.emit("client.start", {"userID": "u", "projectID": "p"})
    client.leave()
    assert bench.clock.waiting == 0
    bench.clock.advance(10)
    assert client.take() == []


def test_no_key_is_good_until_the_fault_is_disarmed(bench: Bench) -> None:
    key = ready(bench).create()
    fault_id = arm(bench, "new session required")
    again = bench.client()
    assert again.start(sessionKey=key) is True
    assert again.start(sessionKey=key) is True
    assert bench.control.disarm(fault_id)
    assert again.start(sessionKey=key) is False


# Which users a fault concerns, and how often.


def test_a_fault_counts_for_each_user_separately(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob")
    arm(bench, "completed missing", nth=2)
    heard = [statuses(client.say("ab")) for client in (ada, bob, bob, ada, ada, bob)]
    both, missing = ["accepted", "completed"], ["accepted"]
    assert heard == [both, both, missing, missing, both, both]
    (armed,) = bench.control.faults
    assert armed.applied == 2


def test_a_fault_of_one_user_or_session_does_not_touch_the_others(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob")
    arm(bench, "transport close", user="bob", on="completed")
    arm(bench, "parse error", session=bob.live.session.id)
    ada.say("ab")
    bob.say("ab")
    assert ada.outbox.transport_faults == []
    assert [type(one) for one in bob.outbox.transport_faults] == [SendGarbage, CloseTransport]


def test_an_action_rejected_by_a_fault_does_not_count_for_the_rules(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, ActionRejected("too many"))
    events = client.act({"type": "text", "payload": "ab"}, messageID="mine")
    assert events == [
        ("action.status", {"messageID": "mine", "status": "rejected", "reason": "too many"})
    ]
    assert client.live.session.turn_count == 0


def test_two_faults_change_one_turn(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "trace duplicated")
    arm(bench, "completed missing")
    arm(bench, "error in turn")
    assert told(client.say("ab")) == ["accepted", "error", "a", "a", "b"]
    assert told(client.take()) == []


def test_a_second_fault_changes_the_result_of_the_first(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "trace without payload")
    arm(bench, "completion cut")
    arm(bench, "trace with wrong types")
    events = client.say("ab")
    assert told(events)[-2:] == ["b", "completed"]
    assert events[1][1]["trace"]["payload"] == 42
    assert bench.notes("internal_error") == []


def test_a_trace_moved_to_another_action_is_not_changed_by_the_next_fault(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "trace of an unknown action")
    arm(bench, "trace duplicated")
    assert told(client.say("ab")) == ["accepted", "a", "b", "b", "completed"]


def test_session_ended_does_not_count_as_an_answer_of_a_turn(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "trace duplicated")
    arm(bench, "completed twice")
    client.say("slow")
    bench.control.end_sessions("over")
    assert told(client.take()) == ["completed", "completed", "session.ended"]


def test_a_refused_action_ends_the_faults_that_waited_for_its_answers(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "trace duplicated")
    arm(bench, "action rejected")
    assert told(client.say("ab")) == ["rejected"]
    assert ("fault_missed", "trace duplicated") in [note[:2] for note in notes(bench)]
    assert told(client.say("ab")) == WHOLE


# How a connection breaks.


@pytest.mark.parametrize(
    ("name", "transport_fault"),
    [
        ("close code", CloseTransport(1011, "")),
        ("half open", Swallow()),
        ("ping timeout", WithholdPings()),
        ("transport close", CloseTransport()),
        ("transport error", BreakTransport()),
    ],
)
def test_a_connection_breaks_at_its_trigger(
    bench: Bench, name: str, transport_fault: object
) -> None:
    client = ready(bench)
    arm(bench, name, on="action.trace", nth=2)
    heard = told(client.say("ab"))
    assert client.outbox.transport_faults == [transport_fault]
    assert heard == (WHOLE if name == "ping timeout" else ["accepted", "a", "b"])
    assert notes(bench) == [("fault", name, f"{name} at action.trace, by websocket")]


def test_a_break_before_an_event_is_handled_loses_its_answers(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "transport close")
    assert client.say("ab") == []
    assert len(bench.notes("undelivered")) == 4


def test_a_fault_that_a_transport_cannot_do_is_noted_as_missed(bench: Bench) -> None:
    client = ready(bench, transport="polling")
    arm(bench, "close code")
    assert told(client.say("ab")) == WHOLE
    problem = "close code: polling has no close codes"
    assert notes(bench) == [("fault_missed", "close code", problem)]
    (armed,) = bench.control.faults
    assert armed.applied == 0
    assert bench.control.problems() == [
        "expected the fault 'close code' to happen at action.send\n"
        "     got never\n"
        "  it could not happen: polling has no close codes"
    ]


def test_a_closed_connection_cannot_break(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "transport close")
    arm(bench, "transport error")
    client.say("ab")
    assert client.outbox.transport_faults == [CloseTransport()]
    assert notes(bench)[1] == (
        "fault_missed",
        "transport error",
        "transport error: the connection is closed",
    )


def test_a_connection_can_break_as_soon_as_it_is_made(bench: Bench) -> None:
    arm(bench, "transport close", on="connect")
    client = bench.client()
    assert client.outbox.transport_faults == [CloseTransport()]
    assert bench.client().outbox.transport_faults == []


def test_a_fault_can_restart_the_server(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, ServerRestartFault(grace=Duration(2.0)), on="accepted")
    events = client.say("slow")
    action = {"type": "text", "payload": "slow"}
    assert events[1] == ("server.restart", {"action": action})
    bench.clock.advance(2)
    assert client.outbox.closed == 1
    assert notes(bench) == [("fault", "server restart", "server restart at accepted")]


# The wire.


def test_latency_keeps_the_order_after_the_fault_is_disarmed(bench: Bench) -> None:
    fault_id = arm(bench, Latency(Duration(1.0)))
    client = bench.client()
    client.emit("client.start", {"userID": "u", "projectID": "p"})
    client.emit("session.create", {})
    assert client.take() == []
    bench.clock.advance(1)
    assert told(client.take()) == ["client.started", "session.created"]
    client.say("ab")
    assert bench.control.disarm(fault_id)
    assert client.say("ab") == [], "they wait for those before"
    bench.clock.advance(1)
    assert told(client.take()) == WHOLE * 2
    assert told(client.say("ab")) == WHOLE
    assert notes(bench) == [("fault", "latency", "latency from connect on")]


def test_a_condition_that_holds_already_does_not_begin_again(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, Latency(Duration(1.0)), on="action.send")
    for _ in range(3):
        client.say("ab")
        bench.clock.advance(1)
        assert told(client.take()) == WHOLE
    assert [kind for kind, _, _ in notes(bench)] == ["fault"]


def test_a_break_waits_for_the_messages_that_are_delayed(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, Latency(Duration(1.0)), on="action.send")
    arm(bench, "transport close", on="action.send", nth=2)
    client.say("ab")
    client.say("ab")
    assert client.outbox.transport_faults == []
    bench.clock.advance(1)
    assert told(client.take()) == WHOLE
    assert client.outbox.transport_faults == [CloseTransport()]


def test_the_latest_of_several_write_shapes_holds(bench: Bench) -> None:
    first = arm(bench, Split(5))
    second = arm(bench, SlowDrip(), on="client.start")
    client = bench.client()
    assert client.outbox.shape == WriteShape(pieces=5, frames=True)
    client.emit("client.start", {"userID": "u", "projectID": "p"})
    assert client.outbox.shape == WriteShape(pieces=64, every=0.0625)
    bench.control.disarm(second)
    assert client.outbox.shape == WriteShape(pieces=5, frames=True)
    bench.control.disarm(first)
    assert client.outbox.shape is None


# Connecting.


def test_an_attempt_meets_the_faults_that_concern_it_in_order(bench: Bench) -> None:
    arm(bench, WebsocketBlocked())
    arm(bench, HttpError(503))
    arm(bench, "connect error")
    outcomes = bench.world.faults.outcomes
    polling = Attempt(trigger="handshake", transport="polling")
    websocket = Attempt(trigger="handshake", transport="websocket")
    assert outcomes(polling) == [Respond(503, "")]
    assert outcomes(polling) == []
    assert [type(one) for one in outcomes(websocket)] == [Respond]
    assert outcomes(Attempt(trigger="upgrade", transport="websocket")) == [
        Respond(403, "websocket is not allowed here")
    ]
    connect = Attempt(trigger="connect", transport="websocket")
    assert outcomes(connect) == [RefuseNamespace("refused", None)]
    assert [text for _, _, text in notes(bench)] == [
        "http error at the handshake by polling",
        "websocket blocked at the handshake by websocket",
        "websocket blocked at the upgrade by websocket",
        "connect error at the connect by websocket",
    ]


# From outside.


def test_a_fault_injected_into_a_turn_changes_the_rest_of_the_turn(bench: Bench) -> None:
    client, other = ready(bench), ready(bench, "other")
    client.say("slow")
    other.say("slow")
    bench.control.inject(FAULTS["completed missing"](), connection=client.link.id)
    bench.clock.advance(30)
    assert told(client.take()) == ["b"]
    assert told(other.take()) == ["b", "completed"]


def test_a_fault_injected_between_turns_waits_for_the_next_turn_of_the_connection(
    bench: Bench,
) -> None:
    client, other = bench.client(), ready(bench, "other")
    second = bench.client()
    second.start(sessionKey=client.ready())
    bench.control.inject(FAULTS["completed missing"](), connection=client.link.id)
    assert told(other.say("ab")) == WHOLE
    second.say("ab")
    client.take()
    assert told(second.say("ab"))[-1] == "completed"
    client.take()
    assert unhappened(bench) == ["completed missing"]
    assert told(client.say("ab")) == ["accepted", "a", "b"]
    assert unhappened(bench) == []
    assert told(client.say("ab")) == WHOLE


def test_a_fault_injected_into_one_connection_is_gone_with_it(bench: Bench) -> None:
    client = ready(bench)
    bench.control.inject(FAULTS["completed missing"](), connection=client.link.id)
    client.leave()
    assert bench.control.faults == []
    assert unhappened(bench) == ["completed missing"]


def test_a_fault_injected_into_several_connections_has_to_happen_to_one(bench: Bench) -> None:
    client, _ = ready(bench), ready(bench, "other")
    assert bench.control.inject(FAULTS["completed missing"]()) == 2
    assert unhappened(bench) == ["completed missing"]
    client.say("ab")
    assert unhappened(bench) == []


def test_a_fault_injected_into_a_turn_hits_only_that_connection_of_its_session(
    bench: Bench,
) -> None:
    one, two = bench.client(), bench.client()
    two.start(sessionKey=one.ready())
    one.act({"type": "text", "payload": "slow"}, messageID="one")
    two.act({"type": "text", "payload": "slow"}, messageID="two")
    bench.control.inject(FAULTS["completed missing"](), connection=one.link.id)
    one.take(), two.take()
    bench.clock.advance(30)
    over = [
        (payload["messageID"], payload["status"])
        for client in (one, two)
        for name, payload in client.take()
        if name == "action.status"
    ]
    assert over == [("two", "completed")]


def test_an_injected_break_happens_at_once(bench: Bench) -> None:
    client = ready(bench)
    bench.control.inject(FAULTS["transport close"](), connection=client.link.id)
    assert client.outbox.transport_faults == [CloseTransport()]
    assert notes(bench)[-1][2] == "transport close at now, by websocket"


def test_an_injected_condition_holds_from_now_on(bench: Bench) -> None:
    client = ready(bench)
    bench.control.inject(Split(5), connection=client.link.id)
    assert client.outbox.shape == WriteShape(pieces=5, frames=True)
    bench.control.clear_faults()
    assert client.outbox.shape is None


def test_an_injected_restart_happens_at_once(bench: Bench) -> None:
    client = ready(bench)
    bench.control.inject(ServerRestartFault(), connection=client.link.id)
    assert told(client.take()) == ["server.restart"]


def test_an_injected_handshake_fault_waits_for_the_next_attempt(bench: Bench) -> None:
    client = ready(bench)
    bench.control.inject(HttpError(500), connection=client.link.id)
    outcomes = bench.world.faults.outcomes
    attempt = Attempt(trigger="handshake", transport="polling")
    assert [outcomes(attempt), outcomes(attempt)] == [[Respond(500, "")], []]


def test_an_injected_fault_of_the_handshake_waits_for_that_user(bench: Bench) -> None:
    ada = ready(bench, "ada")
    bench.control.inject(FAULTS["client.started missing"](), connection=ada.link.id)
    assert bench.client().start(userID="bob") is True
    assert bench.client().emit("client.start", {**USER, "userID": "ada"}) == []


def test_a_fault_injected_before_a_user_is_known_waits_for_anybody(bench: Bench) -> None:
    client = bench.client()
    bench.control.inject(FAULTS["client.started missing"](), connection=client.link.id)
    assert bench.client().emit("client.start", USER) == []


def test_a_rejection_by_one_fault_is_not_undone_by_the_next(bench: Bench) -> None:
    client = ready(bench)
    for name in ("action rejected", "trace duplicated"):
        arm(bench, name)
    assert told(client.say("ab")) == ["rejected"]
    assert unhappened(bench) == ["trace duplicated"]


def test_a_removed_condition_leaves_the_other_faults_of_its_connection(bench: Bench) -> None:
    client = ready(bench)
    latency = arm(bench, Latency(Duration(1.0)), on="accepted")
    other = arm(bench, Latency(Duration(5.0)), on="accepted")
    arm(bench, "completed missing")
    client.say("slow")
    bench.control.disarm(latency)
    bench.clock.advance(30)
    assert told(client.take()) == ["a"], "the other latency holds, and so does the changed answer"
    bench.control.disarm(other)
    bench.clock.advance(5)
    assert told(client.take()) == ["b"]


def test_a_change_of_a_turn_outlives_a_condition_that_is_removed(bench: Bench) -> None:
    client = ready(bench)
    split = arm(bench, Split(5), on="accepted")
    arm(bench, "completed missing")
    client.say("slow")
    bench.clock.advance(0)
    bench.control.disarm(split)
    bench.clock.advance(30)
    assert told(client.take())[-1] == "b", "completed is still missing"


def test_a_condition_outlives_another_one_that_is_removed(bench: Bench) -> None:
    for on in ("connect", "connect"):
        arm(bench, Latency(Duration(1.0)), on=on)
    client = bench.client()
    client.emit("client.start", USER)
    bench.clock.advance(5)
    assert told(client.take()) == ["client.started"]
    bench.control.disarm("f1")
    client.emit("session.create", {})
    assert client.take() == []
    bench.clock.advance(5)
    assert told(client.take()) == ["session.created"]


def test_every_fault_can_be_injected(bench: Bench) -> None:
    for name in FAULTS:
        scene = Bench(Scenario(rules=(AB, SLOW)))
        client = ready(scene)
        client.say("slow")
        scene.control.inject(FAULTS[name](), connection=client.link.id)
        scene.clock.advance(60)
        assert scene.notes("internal_error") == []


# Faults that a test has armed, and that never happened.


CAME = "client.start once, client.started once, session.create once, session.created once"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "at action.send\n     got never\n  what came: connect once, " + CAME),
        (
            {"on": "completed", "nth": 2},
            "at completed number 2\n     got never\n  what came: connect once, " + CAME,
        ),
        (
            {"on": "session.created", "nth": 2},
            "at session.created number 2\n     got never\n  session.created came once",
        ),
        (
            {"on": "client.start", "user": "ada"},
            "at client.start of user 'ada'\n     got never\n  client.start came of user 'u'",
        ),
    ],
)
def test_a_fault_that_never_happened_is_a_problem(
    bench: Bench, given: dict[str, Any], problem: str
) -> None:
    bench.control.arm(FaultRule(fault=FAULTS["transport close"](), **given))
    ready(bench)
    assert bench.control.problems() == [f"expected the fault 'transport close' to happen {problem}"]


def test_the_report_counts_what_came_instead(bench: Bench) -> None:
    client = ready(bench)
    bench.control.arm(FaultRule(fault=FAULTS["transport close"](), on="server.restart"))
    for _ in range(3):
        client.say("ab")
    (problem,) = bench.control.problems()
    assert problem.endswith(
        "action.send 3 times, accepted 3 times, action.trace 6 times, completed 3 times"
    )


def test_a_fault_of_a_session_tells_whose_trigger_came(bench: Bench) -> None:
    client = ready(bench)
    bench.control.arm(FaultRule(fault=FAULTS["transport close"](), session="nope"))
    client.say("ab")
    (problem,) = bench.control.problems()
    assert problem.endswith(
        "to happen at action.send of session 'nope'\n     got never\n"
        f"  action.send came of user 'u', session {client.live.session.id!r}"
    )


@pytest.mark.parametrize(
    "rule",
    [
        FaultRule(fault=FAULTS["transport close"](), probability=0.99),
        *(FaultRule(fault=FAULTS[name]()) for name in FAULTS if FAULTS[name].lasting),
    ],
    ids=lambda rule: rule.fault.name,
)
def test_a_condition_and_a_fault_with_a_probability_need_not_happen(
    bench: Bench, rule: FaultRule
) -> None:
    bench.control.arm(rule)
    assert bench.control.problems() == []


@pytest.mark.parametrize("name", [name for name in FAULTS if not FAULTS[name].lasting])
def test_every_other_fault_has_to_happen(bench: Bench, name: str) -> None:
    arm(bench, name)
    assert unhappened(bench) == [name]


@pytest.mark.parametrize("name", OF_CLIENTS)
def test_the_count_of_a_fault_is_the_number_of_its_notes(bench: Bench, name: str) -> None:
    fault_id = arm(bench, name)
    for trigger, transport in (("handshake", "polling"), ("upgrade", "websocket")):
        bench.world.faults.outcomes(Attempt(trigger=trigger, transport=transport))
    bench.world.faults.outcomes(Attempt(trigger="connect", transport="websocket"))
    client = bench.client()
    for event, payload in (("client.start", USER), ("session.create", {})):
        client.emit(event, payload)
        bench.clock.advance(60)
    client.say("ab")
    bench.clock.advance(60)
    (armed,) = bench.control.faults
    kinds = [kind for kind, fault, _ in notes(bench) if fault == name]
    assert armed.id == fault_id
    assert armed.applied == kinds.count("fault")
    assert len(armed.missed) == kinds.count("fault_missed")
    assert armed.applied + len(armed.missed) > 0


def test_a_fault_with_times_has_to_happen_once(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "trace duplicated", times="always")
    assert unhappened(bench) == ["trace duplicated"]
    client.say("ab")
    assert unhappened(bench) == []


def test_a_fault_that_somebody_removes_need_not_happen(bench: Bench) -> None:
    bench.control.disarm(arm(bench, "transport close"))
    assert unhappened(bench) == []
    for remove in (bench.control.clear_faults, bench.control.reset, bench.control.arm_scenario):
        arm(bench, "transport close")
        assert unhappened(bench) == ["transport close"]
        remove()
        assert unhappened(bench) == []


def test_the_end_of_the_server_does_not_hide_a_fault_that_never_happened(bench: Bench) -> None:
    arm(bench, "transport close")
    bench.control.end()
    assert bench.control.faults == []
    assert unhappened(bench) == ["transport close"]


def test_the_faults_of_a_scenario_need_not_happen() -> None:
    rule = FaultRule(fault=FAULTS["transport close"]())
    assert Bench(Scenario(faults=(rule,))).control.problems() == []


def test_a_fault_that_breaks_nothing_any_more_is_not_applied(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "transport close")
    arm(bench, "transport error")
    client.say("ab")
    assert [armed.applied for armed in bench.control.faults] == [1, 0]


# Removing faults.


def test_a_disarmed_fault_does_not_happen(bench: Bench) -> None:
    client = ready(bench)
    fault_id = arm(bench, "completed missing", times="always")
    assert bench.control.disarm(fault_id)
    assert not bench.control.disarm(fault_id)
    assert told(client.say("ab")) == WHOLE


def test_clear_removes_all_faults_and_restarts_the_ids(bench: Bench) -> None:
    arm(bench, Latency())
    arm(bench, Split())
    client = bench.client()
    client.emit("client.start", USER)
    assert client.take() == []
    bench.control.clear_faults()
    assert client.outbox.shape is None
    bench.clock.advance(1)
    assert told(client.take()) == ["client.started"]
    assert told(client.emit("session.create", {})) == ["session.created"]
    assert arm(bench, "trace huge") == "f1"


def test_the_faults_of_a_scenario_are_armed_again_after_a_reset() -> None:
    rule = FaultRule(fault=FAULTS["completed missing"](), times=1)
    bench = Bench(Scenario(rules=(AB,), faults=(rule,)))
    assert told(ready(bench).say("ab")) == ["accepted", "a", "b"]
    arm(bench, "trace duplicated")
    bench.control.reset()
    client = bench.client()
    client.ready()
    assert told(client.say("ab")) == ["accepted", "a", "b"]


def test_nothing_of_a_client_is_kept_when_it_leaves(bench: Bench) -> None:
    arm(bench, Latency())
    arm(bench, "trace duplicated", times="always")
    client = bench.client()
    client.emit("client.start", {"userID": "u", "projectID": "p"})
    client.emit("session.create", {})
    client.say("slow")
    client.leave()
    assert client.link.faults is None
    bench.control.end_sessions("over")
    assert bench.clock.waiting == 0


# What the journal says.


def test_a_withheld_event_is_noted_and_a_delayed_event_is_not(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "completed missing")
    client.say("ab")
    assert notes(bench) == [
        ("fault", "completed missing", notes(bench)[0][2]),
        (
            "withheld",
            "completed missing",
            "completed missing: action.status completed was not sent",
        ),
    ]
    bench.journal.clear()
    arm(bench, "traces out of order")
    client.say("ab")
    assert [kind for kind, _, _ in notes(bench)] == ["fault"]


def test_the_conversation_names_the_rule_although_a_fault_withholds_the_status(
    bench: Bench,
) -> None:
    client = ready(bench)
    arm(bench, "accepted missing")
    client.say("ab")
    assert "· taken by scenario: rules[0]" in bench.control.conversation()


def test_each_use_of_a_fault_is_noted_once_with_its_action(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "audio chunks missing")
    arm(bench, "accepted then nothing")
    client.act({"type": "text", "payload": "ab"}, messageID="mine")
    said = [text for kind, _, text in notes(bench) if kind == "fault"]
    assert said == ["accepted then nothing in action mine"]


def test_entries_say_which_fault_changed_them(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, "trace duplicated")
    client.say("ab")
    outs: list[Entry] = bench.journal.sent("action.trace")
    assert [entry.fault for entry in outs] == ["", "trace duplicated", ""]


@pytest.mark.parametrize("name", [n for n in FAULTS if issubclass(FAULTS[n], AnswerFault)])
def test_a_fault_that_could_not_happen_is_noted_as_missed(bench: Bench, name: str) -> None:
    client = bench.client()
    rule = FaultRule(fault=FAULTS[name]())
    arm(bench, FAULTS[name]())
    if rule.trigger == "action.send":
        client.ready()
        client.say("slow")
    else:
        bench.world.faults.received(client.link, _event(rule.trigger))
    client.leave()
    kinds = {note[0] for note in notes(bench)}
    assert kinds & {"fault", "fault_missed"}


def _event(trigger: str) -> Any:
    """An event of a client that nothing answers."""
    from vfmock.core.events import ClientStart, SessionCreate

    start = ClientStart(user_id="u", project_id="p")
    return start if trigger == "client.start" else SessionCreate()


@pytest.mark.parametrize("trigger", ["action.send", "accepted", "action.trace"])
@pytest.mark.parametrize("replay", [True, False])
def test_a_restart_names_an_action_that_was_answered_at_once(
    bench: Bench, trigger: str, replay: bool
) -> None:
    client = ready(bench)
    arm(bench, ServerRestartFault(replay=replay), on=trigger)
    action = {"type": "text", "payload": "ab"}
    named = [payload for name, payload in client.act(action) if name == "server.restart"]
    assert named == [{"action": action} if replay else {}]


def test_a_restart_after_a_turn_names_no_action(bench: Bench) -> None:
    client = ready(bench)
    arm(bench, ServerRestartFault(), on="completed")
    events = client.say("ab")
    assert events[-1] == ("server.restart", {})


def test_a_restart_does_not_name_an_action_that_its_client_saw_completed(bench: Bench) -> None:
    """A trace on the other socket of a session belongs to the action of the first socket."""
    client = bench.client()
    key = client.ready()
    client.say("ab")
    other = bench.client()
    assert other.start(sessionKey=key) is False
    arm(bench, ServerRestartFault(), on="action.trace")
    client.take()
    other.say("slow")
    told = [payload for name, payload in client.take() if name == "server.restart"]
    assert told == [{"action": {"type": "text", "payload": "slow"}}]


# In a dialect with fewer words.


UNHEARD = {"error in turn", "trace of another action", "trace of an unknown action"}
"""The faults of a turn that the web chat's dialect has no word for."""


@pytest.mark.parametrize(
    "name", [name for name, cls in FAULTS.items() if issubclass(cls, TurnFault)]
)
def test_a_fault_that_a_dialect_has_no_word_for_does_not_count_as_happened(name: str) -> None:
    chunks = Rule(
        on=TextMatcher("chunks"), reply=(audio("a", seconds=1), completion("abcd", chunk=1))
    )
    bench = Bench(Scenario(rules=(AB, chunks)))
    client = bench.client()
    config = {"completionEvents": True, "audioEvents": True}
    client.emit("start", {**USER, "config": config})
    client.emit("session-key-update")
    client.emit("action", {"action": {"type": "text", "payload": "ab"}})
    fault_id = arm(bench, name)
    words = "chunks" if "audio" in name or "completion" in name else "ab"
    client.emit("action", {"action": {"type": "text", "payload": words}})
    bench.clock.advance(60)
    kinds = [kind for kind, fault, _ in notes(bench) if fault == name]
    (armed,) = (one for one in bench.world.faults.plan if one.id == fault_id)
    if name in UNHEARD:
        problem = f"{name}: the client can't see it in the dialect 'webchat'"
        assert ("fault_missed", name, problem) in notes(bench)
        assert "fault" not in kinds
        assert (armed.applied, len(armed.missed)) == (0, 1)
    else:
        assert "fault" in kinds
        assert "fault_missed" not in kinds
        assert armed.applied == 1
