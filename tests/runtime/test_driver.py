"""The driver: between the wire and the core, with the journal beside it."""

from __future__ import annotations

import dataclasses
import logging

import pytest

from tests.runtime.bench import NOW, Bench, messages
from vfmock.core.effects import ServerRestart
from vfmock.core.matchers.text import Text as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.pause import pause
from vfmock.core.traces.text import text
from vfmock.runtime.link import Link


@pytest.fixture
def bench() -> Bench:
    slow = Rule(on=TextMatcher("slow"), reply=(text("wait"), pause(1), text("done")))
    return Bench(Scenario(rules=(Rule(on=TextMatcher("hi"), reply=(text("hello"),)), slow)))


def test_all_that_passes_is_in_the_journal(bench: Bench) -> None:
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
    (session,) = bench.hub.store.sessions()
    assert {entry.connection for entry in entries} == {"c1"}
    assert entries[0].at == NOW
    assert entries[-1].at == NOW + 2
    assert entries[-1].payload == "transport close"
    assert (entries[0].user, entries[2].user) == ("", "u")
    assert {entry.session for entry in entries[:4]} == {""}
    assert {entry.session for entry in entries[4:]} == {session.id}


def test_an_unknown_event_names_the_nearest(bench: Bench) -> None:
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
    bench.driver.refuse(client.link, event, f"{event}: too deep")
    events = client.take()
    assert [name for name, _ in events] == names
    assert events[0][1] == {"code": "invalid_payload", "error": f"{event}: too deep"}
    assert messages(client.say("hi")) == ["hello"]


def test_an_error_of_our_own_costs_neither_the_connection_nor_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, other = bench.client(), bench.client()
    client.ready()
    other.ready(userID="other")

    def fail(link: Link, event: object) -> None:
        raise ZeroDivisionError("at its worst")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, "vfmock"):
        patch.setattr(bench.hub, "receive", fail)
        events = client.say("hi")
    problem = "action.send: ZeroDivisionError: at its worst"
    assert events == [("error", {"code": "internal_error", "error": problem})]
    assert "internal error at action.send" in caplog.text
    assert other.take() == []
    assert messages(client.say("hi")) == ["hello"]
    assert messages(other.say("hi")) == ["hello"]


def test_what_nobody_was_there_to_get_is_noted(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    client.say("slow")
    client.leave()
    bench.clock.advance(1)
    assert bench.notes("undelivered") == ["action.trace text 'done'", "action.status completed"]
    assert client.take() == []


def test_what_a_dialect_has_no_event_for_is_not_sent(bench: Bench) -> None:
    client = bench.client()
    events = dict(client.link.dialect.server_events)
    del events[ServerRestart]
    client.link.dialect = dataclasses.replace(client.link.dialect, server_events=events)
    bench.restart(0)
    assert client.take() == []
    assert len(bench.notes("undelivered")) == 1
