"""Restarts: which clients are told, of which action, and what ends with a connection."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.bench import Bench, Client, messages, ready, statuses
from vfmock.core.effects import RestartOrder
from vfmock.core.faults import FAULTS, FaultRule
from vfmock.core.faults.connection.server_restart import ServerRestartFault
from vfmock.core.faults.wire.latency import Latency
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.pause import pause
from vfmock.core.steps.restart import restart
from vfmock.core.traces.text import text
from vfmock.types import JSON, Duration

SLOW = Rule(on=TextMatcher("slow"), reply=(text("wait"), pause(30), text("done")))
LONG = Rule(on=TextMatcher("long"), reply=(pause(60), text("at last")))
HI = Rule(on=TextMatcher("hi"), reply=(text("hello"),))
GO = Rule(on=TextMatcher("go"), reply=(restart(2.0), pause(1), text("still here"), pause(9)))
GO_ALL = Rule(on=TextMatcher("all"), reply=(restart(whom="all"),))
GO_SESSION = Rule(on=TextMatcher("session"), reply=(restart(whom="session", replay=False),))


@pytest.fixture
def bench() -> Bench:
    return Bench(Scenario(rules=(SLOW, LONG, HI, GO, GO_ALL, GO_SESSION)))


def told(client: Client) -> JSON:
    """The action that a restart named to the client; ``None``: the client heard of no restart."""
    found = [payload for name, payload in client.take() if name == "server.restart"]
    return found[0].get("action", "nothing") if found else None


def act(words: str) -> dict[str, Any]:
    """A text action."""
    return {"type": "text", "payload": words}


# A restart in the middle of a fault.


def test_a_fault_of_a_turn_ends_with_the_turn_that_a_restart_drops(bench: Bench) -> None:
    client = bench.client()
    key = client.ready()
    bench.control.arm(FaultRule(fault=FAULTS["completed twice"]()))
    client.say("slow")
    bench.restart(0)
    bench.clock.advance(0)
    client.leave()
    again = bench.client()
    assert again.start(sessionKey=key) is False
    assert statuses(again.say("hi")) == ["accepted", "completed"]
    (armed,) = bench.control.faults
    assert (armed.applied, armed.seen) == (0, 2)
    assert bench.notes("fault_missed") == ["completed twice: there was nothing to change"]


def test_a_fault_of_a_turn_goes_on_in_the_grace_period(bench: Bench) -> None:
    client = ready(bench)
    bench.control.arm(FaultRule(fault=FAULTS["completed twice"]()))
    client.say("slow")
    bench.restart(60)
    bench.clock.advance(30)
    assert statuses(client.take())[-2:] == ["completed", "completed"]


def test_messages_that_a_latency_holds_back_come_before_the_connection_closes(
    bench: Bench,
) -> None:
    client = ready(bench)
    bench.control.inject(Latency(Duration(5.0)), connection=client.link.id)
    client.say("hi")
    bench.restart(1)
    bench.clock.advance(4)
    assert (client.take(), client.outbox.closed) == ([], 0)
    bench.clock.advance(2)
    names = [name for name, _ in client.take()]
    assert names == ["action.status", "action.trace", "action.status", "server.restart"]
    assert client.outbox.closed == 1


def test_a_fault_that_is_removed_in_a_turn_changes_the_rest_no_more(bench: Bench) -> None:
    client = ready(bench)
    bench.control.arm(FaultRule(fault=FAULTS["completed missing"]()))
    client.say("slow")
    bench.control.clear_faults()
    bench.clock.advance(30)
    assert statuses(client.take()) == ["completed"]


def test_a_fault_that_is_armed_in_a_turn_waits_for_the_next_action(bench: Bench) -> None:
    client = ready(bench)
    client.say("slow")
    bench.control.arm(FaultRule(fault=FAULTS["completed missing"]()))
    bench.clock.advance(30)
    assert statuses(client.take()) == ["completed"]
    assert statuses(client.say("hi")) == ["accepted"]


def test_a_session_that_ends_in_a_fault_of_a_turn_completes_the_turn_changed(bench: Bench) -> None:
    client = ready(bench)
    bench.control.arm(FaultRule(fault=FAULTS["completed twice"]()))
    client.say("slow")
    bench.control.end_sessions("over")
    assert [name for name, _ in client.take()] == [
        "action.status",
        "action.status",
        "session.ended",
    ]
    assert bench.control.problems() == []


def test_a_restart_of_one_of_two_connections_leaves_the_turn_of_the_other(bench: Bench) -> None:
    one, two = bench.client(), bench.client()
    two.start(sessionKey=one.ready())
    one.act(act("slow"), messageID="one")
    two.act(act("long"), messageID="two")
    bench.control.restart(RestartOrder(grace=0.0), connection=one.link.id)
    assert told(one) == act("slow")
    bench.clock.advance(0)
    assert (one.outbox.closed, two.outbox.closed) == (1, 0)
    bench.clock.advance(60)
    over = [payload["messageID"] for name, payload in two.take() if name == "action.status"]
    assert "one" not in over[1:], "it was dropped with its connection"
    assert over[-1] == "two"


def test_a_restart_of_one_instance_leaves_the_others_alone(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob", instance=1)
    bench.control.restart(RestartOrder(), instance=1)
    assert (told(ada), told(bob)) == (None, "nothing")
    bench.clock.advance(0)
    assert (ada.outbox.closed, bob.outbox.closed) == (0, 1)


def test_a_step_can_restart_the_connection_the_session_or_the_server(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob")
    key = bench.journal.sent("session.created")[0].payload["sessionKey"]
    twin = bench.client()
    twin.start(userID="ada", sessionKey=key)
    bench.world.inbound.receive(ada.link, "action.send", [{"action": act("session")}])
    assert (told(ada), told(twin), told(bob)) == ("nothing", "nothing", None)
    bench.world.inbound.receive(bob.link, "action.send", [{"action": act("all")}])
    assert (told(ada), told(twin), told(bob)) == ("nothing", "nothing", act("all"))
    bench.world.inbound.receive(ada.link, "action.send", [{"action": act("go")}])
    assert (told(ada), told(twin), told(bob)) == (act("go"), None, None)


def test_each_client_is_told_its_own_action_in_flight(bench: Bench) -> None:
    ada, bob, rests = ready(bench, "ada"), ready(bench, "bob"), ready(bench, "rests")
    ada.say("slow")
    ada.say("long")
    bob.say("slow")
    bench.restart(1)
    assert (told(ada), told(bob), told(rests)) == (act("long"), act("slow"), "nothing")


def test_a_connection_without_an_action_is_told_the_action_of_its_session(bench: Bench) -> None:
    ada = bench.client()
    key = ada.ready()
    twin = bench.client()
    twin.start(sessionKey=key)
    ada.say("slow")
    bench.restart(1)
    assert told(twin) == act("slow")


def test_an_action_given_to_a_restart_is_named_with_and_without_replay(bench: Bench) -> None:
    ada = ready(bench, "ada")
    ada.say("slow")
    bench.restart(1, replay=False)
    assert told(ada) == "nothing"
    bench.restart(1, action=act("other"))
    assert told(ada) == act("other")
    bench.restart(1, action=act("other"), replay=False)
    assert told(ada) == act("other")


def test_a_client_without_a_session_is_told_of_the_restart_and_closed(bench: Bench) -> None:
    stranger = bench.client()
    bench.restart(1)
    assert told(stranger) == "nothing"
    bench.clock.advance(1)
    assert stranger.outbox.closed == 1


def test_a_second_restart_begins_a_new_grace_period(bench: Bench) -> None:
    ada = ready(bench, "ada")
    bench.restart(2)
    bench.clock.advance(1)
    bench.restart(5)
    bench.clock.advance(4.9)
    assert ada.outbox.closed == 0
    bench.clock.advance(0.1)
    assert ada.outbox.closed == 1
    assert bench.clock.waiting == 0


def test_only_the_turns_of_the_connection_that_closes_are_dropped(bench: Bench) -> None:
    here = bench.client()
    key = here.ready()
    there = bench.client(instance=1)
    there.start(sessionKey=key)
    here.say("long")
    there.say("slow")
    here.take()
    there.take()
    bench.control.restart(RestartOrder(grace=2), instance=0)
    there.take()
    bench.clock.advance(30)
    events = there.take()
    assert (messages(events), statuses(events)) == (["done"], ["completed"])
    bench.clock.advance(100)
    assert there.take() == []
    assert here.outbox.closed == 1


def test_the_traces_of_a_turn_arrive_during_the_grace_period(bench: Bench) -> None:
    ada = ready(bench, "ada")
    ada.say("go")
    bench.clock.advance(2)
    events = ada.take()
    assert messages(events) == ["still here"]
    assert statuses(events) == []
    assert ada.outbox.closed == 1


def test_a_drain_closes_the_connections_without_an_action_in_flight(bench: Bench) -> None:
    busy, rests, other = ready(bench, "busy"), ready(bench, "rests"), ready(bench, "other")
    busy.say("slow")
    for client in (busy, rests):
        bench.control.restart(RestartOrder(grace=60), connection=client.link.id)
    bench.control.close_idle()
    assert (busy.outbox.closed, rests.outbox.closed, other.outbox.closed) == (0, 1, 0)
    bench.clock.advance(30)
    bench.control.close_idle()
    assert busy.outbox.closed == 1
    assert bench.clock.waiting == 0


def test_a_restart_tells_the_action_in_flight_and_closes_after_the_grace(bench: Bench) -> None:
    client, idle = bench.client(), bench.client()
    key = client.ready()
    idle.ready(userID="idle")
    client.say("slow")
    bench.restart(2.0)
    assert client.take() == [("server.restart", {"action": act("slow")})]
    assert idle.take() == [("server.restart", {})]
    bench.clock.advance(1.9)
    assert client.outbox.closed == 0
    bench.clock.advance(0.1)
    assert client.outbox.closed == 1
    assert idle.outbox.closed == 1
    client.leave()
    bench.clock.advance(60)
    assert client.take() == [], "the turn went with the instance that ran it"
    again = bench.client()
    assert again.start(sessionKey=key) is False
    assert messages(again.say("hi")) == ["hello"]


def test_a_turn_that_ends_in_the_grace_period_is_delivered(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    client.say("slow")
    bench.restart(31)
    client.take()
    bench.clock.advance(31)
    assert messages(client.take()) == ["done"]
    assert client.outbox.closed == 1


def test_a_restart_without_replay_names_no_action(bench: Bench) -> None:
    client, stranger = bench.client(), bench.client()
    client.ready()
    client.say("slow")
    bench.restart(0, replay=False)
    assert client.take() == [("server.restart", {})]
    assert stranger.take() == [("server.restart", {})]


def test_a_client_that_leaves_in_the_grace_period_is_not_closed(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    bench.restart(5)
    client.leave()
    bench.clock.advance(5)
    assert client.outbox.closed == 0


def test_the_grace_of_a_restart_is_its_own_or_that_of_the_server() -> None:
    bench = Bench(restart_grace=5)
    first, second = ready(bench, "first"), ready(bench, "second")
    bench.control.restart(RestartOrder(grace=None), connection=first.link.id)
    bench.control.restart(RestartOrder(grace=1), connection=second.link.id)
    bench.clock.advance(1)
    assert (first.outbox.closed, second.outbox.closed) == (0, 1)
    bench.clock.advance(4)
    assert first.outbox.closed == 1


# In flight.


def test_an_action_is_in_flight_until_its_last_status_has_gone_out(bench: Bench) -> None:
    ada = ready(bench, "ada")
    bench.control.arm(FaultRule(fault=Latency(Duration(1.0)), on="accepted"))
    ada.say("hi")
    ada.say("hi")
    bench.restart(9)
    bench.clock.advance(1)
    events = ada.take()
    assert events[-1] == ("server.restart", {}), "its client has seen it completed by then"
    assert statuses(events)[-1] == "completed"


def test_the_other_clients_of_a_session_are_told_the_action_of_a_client_that_left(
    bench: Bench,
) -> None:
    one = bench.client()
    key = one.ready()
    two = bench.client()
    two.start(sessionKey=key)
    one.say("slow")
    one.leave()
    bench.restart(60)
    assert told(two) == act("slow")
    bench.clock.advance(30)
    bench.restart(60)
    assert told(two) == "nothing", "the turn is over, though nobody got its last status"


def test_a_rejected_action_is_not_in_flight(bench: Bench) -> None:
    ada = ready(bench, "ada")
    bench.control.arm(FaultRule(fault=FAULTS["action rejected"]()))
    ada.say("slow")
    ada.say("what no rule takes")
    bench.restart(1)
    assert told(ada) == "nothing"


def test_an_action_whose_last_status_is_withheld_is_not_in_flight(bench: Bench) -> None:
    ada = ready(bench, "ada")
    bench.control.arm(FaultRule(fault=FAULTS["completed missing"]()))
    assert statuses(ada.say("hi")) == ["accepted"]
    bench.restart(1)
    assert told(ada) == "nothing"


def test_an_action_dropped_with_its_instance_is_not_in_flight(bench: Bench) -> None:
    one = bench.client()
    key = one.ready()
    two = bench.client(instance=1)
    two.start(sessionKey=key)
    one.say("slow")
    bench.control.restart(RestartOrder(), instance=0)
    bench.clock.advance(0)
    bench.control.restart(RestartOrder(), instance=1)
    assert told(two) == "nothing"


def test_an_action_without_a_session_is_never_in_flight(bench: Bench) -> None:
    stranger = bench.client()
    stranger.start()
    bench.control.arm(FaultRule(fault=ServerRestartFault(), on="action.send"))
    assert statuses(stranger.act(act("hi"), messageID="m")) == ["rejected"]
    bench.restart(1)
    assert told(stranger) == "nothing"
