"""Restarts and ends in order: to whom, with which action, and what goes with a connection."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.bench import Bench, Client, messages, statuses
from vfmock.core.effects import EndSession, Restart
from vfmock.core.matchers.text import Text as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.pause import pause
from vfmock.core.steps.restart import restart
from vfmock.core.traces.text import text
from vfmock.types import JSON

SLOW = Rule(on=TextMatcher("slow"), reply=(text("wait"), pause(30), text("done")))
LONG = Rule(on=TextMatcher("long"), reply=(pause(60), text("at last")))
HI = Rule(on=TextMatcher("hi"), reply=(text("hello"),))
GO = Rule(on=TextMatcher("go"), reply=(restart(2.0), pause(1), text("still here"), pause(9)))
GO_ALL = Rule(on=TextMatcher("all"), reply=(restart(whom="all"),))
GO_SESSION = Rule(on=TextMatcher("session"), reply=(restart(whom="session", replay=False),))


@pytest.fixture
def bench() -> Bench:
    return Bench(Scenario(rules=(SLOW, LONG, HI, GO, GO_ALL, GO_SESSION)))


def ready(bench: Bench, user: str, instance: int = 0) -> Client:
    """A client in a session."""
    client = bench.client(instance=instance)
    client.ready(userID=user)
    return client


def told(client: Client) -> JSON:
    """The action that the client was told of in a restart; ``None``: it was told of none at all."""
    found = [payload for name, payload in client.take() if name == "server.restart"]
    return found[0].get("action", "nothing") if found else None


def act(words: str) -> dict[str, Any]:
    """What a client says, as an action."""
    return {"type": "text", "payload": words}


# To whom.


def test_connections_are_chosen_by_user_session_connection_and_instance(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob", instance=1)
    stranger = bench.client(instance=1)
    select = bench.hub.select
    assert ada.link.session is not None
    assert select() == [ada.link, bob.link, stranger.link]
    assert select(user="bob") == [bob.link]
    assert select(session=ada.link.session.id) == [ada.link]
    assert select(connection=stranger.link.id) == [stranger.link]
    assert select(instance=1) == [bob.link, stranger.link]
    assert select(instance=1, user="bob") == [bob.link]
    assert select(instance=0, user="bob") == []
    assert select(session="none") == []


def test_an_instance_goes_away_alone(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob", instance=1)
    bench.hub.restart(Restart(), bench.hub.select(instance=1))
    assert (told(ada), told(bob)) == (None, "nothing")
    bench.clock.advance(0)
    assert (ada.outbox.closed, bob.outbox.closed) == (0, 1)


def test_a_step_restarts_the_connection_its_session_or_all(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob")
    key = bench.journal.sent("session.created")[0].payload["sessionKey"]
    twin = bench.client()
    twin.start(userID="ada", sessionKey=key)
    bench.driver.receive(ada.link, "action.send", [{"action": act("session")}])
    assert (told(ada), told(twin), told(bob)) == ("nothing", "nothing", None)
    bench.driver.receive(bob.link, "action.send", [{"action": act("all")}])
    assert (told(ada), told(twin), told(bob)) == (act("all"), act("all"), act("all"))
    bench.driver.receive(ada.link, "action.send", [{"action": act("go")}])
    assert (told(ada), told(twin), told(bob)) == (act("go"), None, None)


# With which action.


def test_each_is_told_the_action_that_it_has_in_flight(bench: Bench) -> None:
    ada, bob, rests = ready(bench, "ada"), ready(bench, "bob"), ready(bench, "rests")
    ada.say("slow")
    ada.say("long")
    bob.say("slow")
    bench.restart(1)
    assert (told(ada), told(bob), told(rests)) == (act("long"), act("slow"), "nothing")


def test_a_connection_that_has_none_is_told_the_one_of_its_session(bench: Bench) -> None:
    ada = bench.client()
    key = ada.ready()
    twin = bench.client()
    twin.start(sessionKey=key)
    ada.say("slow")
    bench.restart(1)
    assert told(twin) == act("slow")


def test_without_replay_none_is_told_and_another_is_as_it_was_given(bench: Bench) -> None:
    ada = ready(bench, "ada")
    ada.say("slow")
    bench.restart(1, replay=False)
    assert told(ada) == "nothing"
    bench.restart(1, action=act("other"))
    assert told(ada) == act("other")
    bench.restart(1, action=act("other"), replay=False)
    assert told(ada) == act("other")


def test_a_client_without_a_session_is_told_too_and_closed(bench: Bench) -> None:
    stranger = bench.client()
    bench.restart(1)
    assert told(stranger) == "nothing"
    bench.clock.advance(1)
    assert stranger.outbox.closed == 1


# The grace period.


def test_a_second_restart_begins_the_grace_period_anew(bench: Bench) -> None:
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
    bench.hub.restart(Restart(grace=2), bench.hub.select(instance=0))
    there.take()
    bench.clock.advance(30)
    events = there.take()
    assert (messages(events), statuses(events)) == (["done"], ["completed"])
    bench.clock.advance(100)
    assert there.take() == []
    assert here.outbox.closed == 1


def test_what_the_turn_says_in_the_grace_period_arrives(bench: Bench) -> None:
    ada = ready(bench, "ada")
    ada.say("go")
    bench.clock.advance(2)
    events = ada.take()
    assert messages(events) == ["still here"]
    assert statuses(events) == []
    assert ada.outbox.closed == 1


def test_a_drain_closes_those_that_have_nothing_under_way(bench: Bench) -> None:
    busy, rests, other = ready(bench, "busy"), ready(bench, "rests"), ready(bench, "other")
    busy.say("slow")
    bench.hub.restart(Restart(grace=60), [busy.link, rests.link])
    bench.hub.close_restarted()
    assert (busy.outbox.closed, rests.outbox.closed, other.outbox.closed) == (0, 1, 0)
    assert bench.hub.is_running(busy.link)
    assert not bench.hub.is_running(rests.link)
    bench.clock.advance(30)
    bench.hub.close_restarted()
    assert busy.outbox.closed == 1
    assert bench.clock.waiting == 0


# The end of a session, in order.


def test_an_end_is_told_to_all_unless_it_is_silent(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob")
    ada.say("slow")
    ada.take()
    bob.take()
    for client, silent in ((ada, False), (bob, True)):
        order = EndSession(reason="because", silent=silent)
        bench.hub.obey(order, (client.link,), client.link.session)
    assert [name for name, _ in ada.take()] == ["action.status", "session.ended"]
    assert bob.take() == []
    assert statuses(bob.say("hi")) == ["rejected"]
    assert list(bench.hub.store.sessions()) == []
    assert bench.clock.waiting == 0


def test_what_has_no_session_has_none_to_end(bench: Bench) -> None:
    client = bench.client()
    bench.hub.obey(EndSession(reason="x"), (client.link,), None)
    bench.hub.obey(Restart(whom="session"), (client.link,), None)
    assert told(client) == "nothing", "a restart of a session that is none is of the connection"


# Keys that end their sessions.


def test_a_session_ends_with_its_key_where_that_is_asked_for() -> None:
    bench = Bench(Scenario(rules=(HI, SLOW)), key_lifetime=60, key_expiry="end")
    ada = ready(bench, "ada")
    ada.take()
    bench.clock.advance(59)
    assert ada.take() == []
    bench.clock.advance(1)
    assert ada.take() == [("session.ended", {"reason": "session_key_expired"})]
    assert bench.clock.waiting == 0


def test_a_resumed_session_ends_with_the_key_that_it_was_resumed_with() -> None:
    bench = Bench(Scenario(rules=(HI,)), key_lifetime=60, key_expiry="end")
    first = bench.client()
    key = first.ready()
    first.leave()
    bench.clock.advance(40)
    again = bench.client()
    assert again.start(sessionKey=key) is False
    bench.clock.advance(19)
    assert again.take() == []
    bench.clock.advance(1)
    assert again.take() == [("session.ended", {"reason": "session_key_expired"})]


def test_by_default_a_session_outlives_its_key() -> None:
    bench = Bench(Scenario(rules=(HI,)), key_lifetime=60)
    ada = ready(bench, "ada")
    bench.clock.advance(3600)
    assert messages(ada.say("hi")) == ["hello"]
