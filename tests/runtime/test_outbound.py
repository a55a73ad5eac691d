"""The way out: from the core to the wire, with the journal beside it."""

from __future__ import annotations

import dataclasses

import pytest

from tests.runtime.bench import USER, Bench, Client
from vfmock.core.conversation import conversation
from vfmock.core.effects import ActionTrace, ServerRestart
from vfmock.core.faults import FAULTS, FaultRule
from vfmock.core.faults.wire.latency import Latency
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.pause import pause
from vfmock.core.traces.base import TraceStep
from vfmock.core.traces.text import text
from vfmock.types import JSON, Duration


@pytest.fixture
def bench() -> Bench:
    slow = Rule(on=TextMatcher("slow"), reply=(text("wait"), pause(1), text("done")))
    hi = Rule(on=TextMatcher("hi"), reply=(text("hello"),))
    broken = Rule(on=TextMatcher("broken"), reply=(text("{{ 1 / 0 }}"),))
    return Bench(Scenario(rules=(hi, slow, broken)))


def test_an_event_that_nobody_can_receive_is_noted(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    client.say("slow")
    client.leave()
    bench.clock.advance(1)
    assert bench.notes("undelivered") == ["action.trace text 'done'", "action.status completed"]
    assert client.take() == []


def test_an_effect_without_an_event_in_the_dialect_is_not_sent(bench: Bench) -> None:
    client = bench.client()
    events = dict(client.link.dialect.server_events)
    del events[ServerRestart]
    client.link.dialect = dataclasses.replace(client.link.dialect, server_events=events)
    bench.restart(0)
    assert client.take() == []
    assert len(bench.notes("undelivered")) == 1


def test_an_event_to_a_closed_connection_is_noted(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    client.say("slow")
    client.outbox.is_open = False
    bench.clock.advance(1)
    assert bench.notes("undelivered") == ["action.trace text 'done'", "action.status completed"]


@dataclasses.dataclass(frozen=True)
class Wrong(TraceStep):
    """A trace that breaks the contract, the same one each time."""

    type = "text"

    def payload(self) -> JSON:
        return {"message": 7}


def test_each_trace_of_a_wrong_step_is_a_violation() -> None:
    bench = Bench(Scenario(rules=(Rule(on=TextMatcher("hi"), reply=(Wrong(),)),)))
    client = bench.client()
    client.ready()
    for count in (1, 2):
        client.say("hi")
        assert len(bench.notes("violation")) == count


def test_a_trace_is_held_against_the_contract_in_each_dialect(bench: Bench) -> None:
    one, two = twins(bench)
    dialect = two.link.dialect
    event = dataclasses.replace(dialect.server_events[ActionTrace], name="session.ended")
    events = {**dialect.server_events, ActionTrace: event}
    two.link.dialect = dataclasses.replace(dialect, server_events=events)
    one.say("hi")
    (told,) = bench.notes("violation")
    assert told.startswith("sent session.ended: at /reason wanted ")
    one.say("hi")
    assert len(bench.notes("violation")) == 2


def twins(bench: Bench) -> tuple[Client, Client]:
    """Two clients of one session."""
    one, two = bench.client(), bench.client()
    key = one.ready()
    assert two.start(sessionKey=key) is False
    return one, two


def test_a_note_is_filed_under_the_connection_that_sent_the_action(bench: Bench) -> None:
    one, two = twins(bench)
    two.say("what no rule takes")
    two.say("broken")
    notes = [entry for entry in bench.journal if entry.name in ("mismatch", "scenario_error")]
    assert [note.name for note in notes] == ["mismatch", "scenario_error"]
    assert {(note.connection, note.user) for note in notes} == {(two.link.id, "u")}
    assert {note.session for note in notes} == {one.live.session.id}


def test_an_undelivered_event_is_filed_under_its_session_and_user(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    session_id = client.live.session.id
    client.say("slow")
    client.leave()
    bench.clock.advance(1)
    lost = bench.journal.notes("undelivered")
    assert {(note.connection, note.session, note.user) for note in lost} == {("", session_id, "u")}


def test_the_conversation_shows_an_answer_as_a_fault_changed_it(bench: Bench) -> None:
    bench.control.arm(FaultRule(fault=FAULTS["client.started invalid"]()))
    bench.control.arm(FaultRule(fault=FAULTS["session.created without key"]()))
    client = bench.client()
    client.emit("client.start", USER)
    client.emit("session.create", {})
    lines = [line.split(" ← ")[-1] for line in conversation(bench.journal).splitlines()]
    assert 'client.started {"newSessionRequired": "true"}' in lines
    assert "session.created {}" in lines


def test_a_client_that_does_not_read_loses_its_connection(bench: Bench) -> None:
    client, other = bench.client(), bench.client()
    client.ready()
    bench.world.outbound._max_queued = 1000
    client.outbox.queued = 1000
    client.say("hi")
    assert (client.outbox.dropped, bench.notes("overflow")) == (0, [])
    client.outbox.queued = 1001
    client.say("hi")
    assert client.outbox.dropped == 1
    assert bench.notes("overflow") == [
        "more than 1000 bytes wait for the client: the connection is closed"
    ]
    assert other.outbox.dropped == 0
    assert other.start() is True


def test_what_a_fault_holds_back_counts_too(bench: Bench) -> None:
    bench.control.arm(FaultRule(fault=Latency(Duration(60.0)), on="action.send"))
    client = bench.client()
    client.ready()
    bench.world.outbound._max_queued = 3000
    client.say("hi")
    assert client.outbox.dropped == 0
    client.say("hi")
    assert client.outbox.dropped == 1
    assert len(bench.notes("overflow")) == 1
    faults = client.link.faults
    assert faults is not None
    client.leave()
    assert faults.pipe.held == 0
