"""The way in: from the wire to the core, with the journal beside it."""

from __future__ import annotations

import logging

import pytest

from tests.runtime.bench import NOW, USER, Bench, FakeOutbox, messages
from vfmock.core.events import ClientStart, SessionJoin
from vfmock.core.faults.wire.latency import Latency
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.pause import pause
from vfmock.core.traces.text import text
from vfmock.dialects import DIALECTS
from vfmock.runtime.link import Link
from vfmock.types import Duration


@pytest.fixture
def bench() -> Bench:
    slow = Rule(on=TextMatcher("slow"), reply=(text("wait"), pause(1), text("done")))
    return Bench(Scenario(rules=(Rule(on=TextMatcher("hi"), reply=(text("hello"),)), slow)))


def test_every_event_received_or_sent_is_in_the_journal(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    bench.clock.advance(2)
    client.say("hi")
    client.leave()
    assert [(entry.direction, entry.name) for entry in bench.journal] == [
        ("note", "connect"),
        ("in", "client.start"),
        ("out", "client.started"),
        ("in", "session.create"),
        ("out", "session.created"),
        ("in", "action.send"),
        ("out", "action.status"),
        ("out", "action.trace"),
        ("out", "action.status"),
        ("note", "disconnect"),
    ]
    entries = list(bench.journal)
    live = bench.session
    assert {entry.connection for entry in entries} == {"c1"}
    assert entries[0].at == NOW
    assert entries[-1].at == NOW + 2
    assert entries[-1].payload == "transport close"
    assert (entries[0].user, entries[2].user) == ("", "u")
    assert {entry.session for entry in entries[:4]} == {""}
    assert {entry.session for entry in entries[4:]} == {live.session.id}


def test_the_error_for_an_unknown_event_names_the_nearest_event(bench: Bench) -> None:
    client = bench.client()
    ((name, payload),) = client.emit("client.strat", {})
    assert name == "error"
    assert payload["code"] == "unknown_event"
    assert "did you mean 'client.start'" in payload["error"]


@pytest.mark.parametrize(
    ("arguments", "message_id"),
    [
        ([{"messageID": "mine"}], "mine"),
        ([{"messageID": 7}], None),
        ([{"messageID": ""}], None),
        (["text"], None),
        ([], None),
    ],
)
def test_a_wrong_action_keeps_the_message_id_that_can_be_read(
    bench: Bench, arguments: list[object], message_id: str | None
) -> None:
    client = bench.client()
    client.ready()
    (error, (name, status)) = client.emit("action.send", *arguments)
    assert error[0] == "error"
    assert (name, status["status"]) == ("action.status", "rejected")
    assert status["reason"] == error[1]["error"]
    assert status["messageID"] == message_id or message_id is None
    assert status["messageID"]


@pytest.mark.parametrize(
    ("event", "names"),
    [("action.send", ["error", "action.status"]), ("client.start", ["error"]), ("x", ["error"])],
)
def test_an_unreadable_payload_is_refused(bench: Bench, event: str, names: list[str]) -> None:
    client = bench.client()
    client.ready()
    client.take()
    bench.world.inbound.refuse(client.link, event, f"{event}: too deep")
    events = client.take()
    assert [name for name, _ in events] == names
    assert events[0][1] == {"code": "invalid_payload", "error": f"{event}: too deep"}
    assert messages(client.say("hi")) == ["hello"]


def test_an_internal_error_closes_no_connection(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, other = bench.client(), bench.client()
    client.ready()
    other.ready(userID="other")

    def fail(link: Link, event: object, now: float) -> None:
        raise ZeroDivisionError("at its worst")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, "vfmock"):
        patch.setattr(bench.world.hub, "receive", fail)
        events = client.say("hi")
    problem = "action.send: ZeroDivisionError: at its worst"
    assert events == [("error", {"code": "internal_error", "error": problem})]
    assert "internal error at action.send" in caplog.text
    assert other.take() == []
    assert messages(client.say("hi")) == ["hello"]
    assert messages(other.say("hi")) == ["hello"]


def test_an_internal_error_at_a_deadline_is_noted_and_time_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, other = bench.client(), bench.client()
    client.ready()
    other.ready(userID="other")
    client.say("slow")

    def fail(live: object) -> None:
        raise ZeroDivisionError("at its worst")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, "vfmock"):
        patch.setattr(bench.world.sessions, "wake", fail)
        bench.clock.advance(1)
    assert bench.notes("internal_error") == ["wake: ZeroDivisionError: at its worst"]
    assert not bench.world.inbound.busy
    other.say("slow")
    other.take()
    bench.clock.advance(1)
    assert messages(other.take()) == ["done"]


def test_client_start_is_filed_under_its_user(bench: Bench) -> None:
    client = bench.client()
    client.start(userID="ada")
    client.start(userID="bob")
    client.emit("client.start", {**USER, "userID": "eve", "authorization": "wrong"})
    starts = bench.journal.received("client.start")
    assert [entry.user for entry in starts] == ["ada", "bob", "eve"]
    assert client.link.user_id == "", "nobody is known after a handshake that was refused"


def test_a_client_without_a_socket_leaves_nothing_behind(bench: Bench) -> None:
    inbound, outbox = bench.world.inbound, FakeOutbox("http")
    link = inbound.join(outbox, DIALECTS["documented"])
    start = ClientStart(user_id="u", project_id="p")
    inbound.hand_in(link, SessionJoin(start=start), wire="POST /x", payload={})
    faults = bench.world.faults
    faults.inject(faults.injection(Latency(Duration(1))), link)
    bench.restart(grace=5)
    slowed = link.faults
    assert slowed is not None
    assert bench.world.restarts.in_grace()
    inbound.leave(link)
    assert link.faults is None
    assert not bench.world.restarts.in_grace()
    assert link.id not in bench.world.hub.links
