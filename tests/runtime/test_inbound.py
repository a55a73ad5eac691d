"""The driver: between the wire and the core, with the journal beside it."""

from __future__ import annotations

import asyncio
import dataclasses
import logging

import pytest

from tests.runtime.bench import NOW, Bench, messages
from vfmock.core.effects import ServerRestart
from vfmock.core.faults import FaultRule
from vfmock.core.faults.connecting.connection_refused import ConnectionRefused
from vfmock.core.matchers.text import Text as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.pause import pause
from vfmock.core.traces.text import text
from vfmock.errors import ServerError
from vfmock.runtime.clock import RealClock
from vfmock.runtime.link import Link
from vfmock.types import Duration


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


class FakeInstance:
    """A port that counts how often it is closed and opened."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.log: list[str] = []

    def close_port(self) -> None:
        """Count."""
        self.log.append("close")

    def open_port(self) -> None:
        """Count."""
        self.log.append("open")


@pytest.fixture
def ports(bench: Bench) -> list[FakeInstance]:
    ports = [FakeInstance(0), FakeInstance(1)]
    bench.driver.instances.extend(ports)
    return ports


def test_every_port_is_closed_until_the_fault_is_taken_away(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    armed = bench.driver.faults.arm(FaultRule(fault=ConnectionRefused()))
    assert [port.log for port in ports] == [["close"], ["close"]]
    assert armed.applied == 1
    bench.clock.advance(3600)
    bench.driver.faults.disarm(armed.id)
    assert [port.log for port in ports] == [["close", "open"]] * 2
    bench.driver.faults.clear()
    assert [port.log for port in ports] == [["close", "open"]] * 2


def test_a_port_opens_by_itself_at_its_time_and_once(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    armed = bench.driver.faults.arm(FaultRule(fault=ConnectionRefused(Duration(5.0))))
    bench.clock.advance(4.9)
    assert ports[0].log == ["close"]
    bench.clock.advance(0.1)
    assert ports[0].log == ["close", "open"]
    bench.driver.faults.disarm(armed.id)
    assert ports[0].log == ["close", "open"], "it is open already"
    assert bench.clock.waiting == 0


def test_two_faults_close_a_port_until_both_are_over(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    short = bench.driver.faults.arm(FaultRule(fault=ConnectionRefused(Duration(5.0))))
    bench.driver.faults.arm(FaultRule(fault=ConnectionRefused()))
    bench.clock.advance(5)
    bench.driver.faults.disarm(short.id)
    assert ports[0].log == ["close", "close", "open"]


def test_a_fault_that_is_taken_away_early_takes_its_timer_along(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    bench.driver.faults.arm(FaultRule(fault=ConnectionRefused(Duration(5.0))))
    bench.driver.faults.clear()
    assert ports[0].log == ["close", "open"]
    assert bench.clock.waiting == 0
    bench.clock.advance(10)
    assert ports[0].log == ["close", "open"]


def test_an_injected_fault_closes_the_port_of_that_connection_alone(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    client = bench.client(instance=1)
    bench.driver.inject(ConnectionRefused(), [client.link])
    assert [port.log for port in ports] == [[], ["close"]]
    bench.driver.reset()
    assert [port.log for port in ports] == [[], ["close", "open"]]


async def test_autojump_is_for_a_mock_clock(bench: Bench) -> None:
    bench.driver.set_autojump(True)
    assert bench.driver.autojump.enabled
    bench.driver.set_autojump(False)
    real = Bench(Scenario())
    real.driver.clock = RealClock(asyncio.get_running_loop())
    real.driver.set_autojump(False)
    with pytest.raises(ServerError, match=r"^autojump is for a mock clock: a real one passes by"):
        real.driver.set_autojump(True)


def test_something_is_in_flight_while_an_outbox_has_it(bench: Bench) -> None:
    one, two = bench.client(), bench.client()
    assert not bench.driver.in_flight()
    two.outbox.pending = True
    assert bench.driver.in_flight()
    two.leave()
    assert not bench.driver.in_flight()
    one.leave()


def test_whatever_comes_and_goes_is_activity(bench: Bench) -> None:
    counts = [bench.driver.activity]

    def count() -> None:
        counts.append(bench.driver.activity)

    client = bench.client()
    count()
    client.start()
    count()
    bench.restart(5)
    count()
    client.leave()
    count()
    assert counts == sorted(set(counts))


def test_what_comes_to_a_closed_connection_is_noted(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    client.say("slow")
    client.outbox.is_open = False
    bench.clock.advance(1)
    assert bench.notes("undelivered") == ["action.trace text 'done'", "action.status completed"]
