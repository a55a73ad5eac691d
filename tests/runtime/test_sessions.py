"""The hub: who is bound to what, and what happens when its time has come."""

from __future__ import annotations

import pytest

from tests.runtime.bench import NOW, Bench, messages, statuses
from vfmock.core.effects import OpenSession
from vfmock.core.matchers.text import Text as TextMatcher
from vfmock.core.scenario import Rule, Scenario, SessionOptions
from vfmock.core.steps.pause import pause
from vfmock.core.traces.text import text
from vfmock.runtime.hub import _CARRY, Hub
from vfmock.types import Duration

SLOW = Rule(on=TextMatcher("slow"), reply=(text("wait"), pause(30), text("done")))
HI = Rule(on=TextMatcher("hi"), reply=(text("hello"),))
ACTION = {"type": "text", "payload": "slow"}


@pytest.fixture
def bench() -> Bench:
    options = SessionOptions(idle_timeout=Duration(1800.0))
    return Bench(Scenario(rules=(SLOW, HI), session=options))


def test_an_idle_session_ends_at_its_timeout_and_not_before(bench: Bench) -> None:
    client = bench.client()
    key = client.ready()
    bench.clock.advance(1799)
    assert client.take() == []
    bench.clock.advance(1)
    assert client.take() == [("session.ended", {"reason": "inactivity_timeout"})]
    assert statuses(client.say("hi")) == ["rejected"]
    assert client.start(sessionKey=key) is True
    assert bench.clock.waiting == 0


def test_an_action_puts_the_timeout_off(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    bench.clock.advance(1000)
    client.say("hi")
    bench.clock.advance(1799)
    assert client.take() == []
    bench.clock.advance(1)
    assert client.take() == [("session.ended", {"reason": "inactivity_timeout"})]


def test_a_session_without_clients_ends_too(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    client.leave()
    bench.clock.advance(1800)
    assert list(bench.hub.store.sessions()) == []
    assert "session.ended" not in [name for name, _ in client.take()]


def test_a_pause_is_over_at_its_time(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    events = client.say("slow")
    assert (messages(events), statuses(events)) == (["wait"], ["accepted"])
    bench.clock.advance(29.9)
    assert client.take() == []
    bench.clock.advance(0.1)
    events = client.take()
    assert (messages(events), statuses(events)) == (["done"], ["completed"])


def test_an_ended_session_takes_its_timer_along(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    (session,) = bench.hub.store.sessions()
    client.say("slow")
    bench.hub.end(session, "because")
    events = client.take()
    assert statuses(events) == ["completed"]
    assert events[-1] == ("session.ended", {"reason": "because"})
    bench.clock.advance(100)
    assert client.take() == []
    assert bench.clock.waiting == 0


def test_a_restart_tells_the_action_in_flight_and_closes_after_the_grace(bench: Bench) -> None:
    client, idle = bench.client(), bench.client()
    key = client.ready()
    idle.ready(userID="idle")
    client.say("slow")
    bench.restart(2.0)
    assert client.take() == [("server.restart", {"action": ACTION})]
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


def test_a_restart_without_replay_keeps_the_action_to_itself(bench: Bench) -> None:
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


def test_clear_forgets_sessions_timers_and_users_without_a_word(bench: Bench) -> None:
    client, stranger = bench.client(), bench.client()
    client.ready()
    client.say("slow")
    bench.restart(5)
    client.take()
    bench.hub.clear()
    bench.clock.advance(3600)
    assert client.take() == []
    assert client.outbox.closed == 0
    assert bench.clock.waiting == 0
    assert statuses(client.say("hi")) == ["rejected"]
    assert client.create()
    assert messages(client.say("hi")) == ["hello"]
    assert stranger.start(userID="v") is True


def test_two_sockets_of_one_session(bench: Bench) -> None:
    one, two = bench.client(), bench.client()
    key = one.ready()
    assert two.start(sessionKey=key) is False
    assert statuses(one.say("hi")) == ["accepted", "completed"]
    events = two.take()
    assert (messages(events), statuses(events)) == (["hello"], [])
    two.leave()
    assert messages(one.say("hi")) == ["hello"]
    two.leave()  # a second time is of no consequence


def test_a_new_session_ends_the_old_one_of_the_user(bench: Bench) -> None:
    one, two = bench.client(), bench.client()
    one.ready()
    assert two.start() is True
    two.create()
    assert one.take() == [("session.ended", {"reason": "session_replaced"})]
    assert len(list(bench.hub.store.sessions())) == 1


def test_another_handshake_leaves_the_session_which_lives_on(bench: Bench) -> None:
    client = bench.client()
    key = client.ready()
    assert client.start(userID="other") is True
    assert len(list(bench.hub.store.sessions())) == 1
    assert client.start(sessionKey=key) is False


def test_a_key_of_another_instance_makes_its_session_here() -> None:
    here, there = Bench(Scenario(rules=(HI,))), Bench(Scenario(rules=(HI,)))
    key = there.client().ready()
    client = here.client()
    assert client.start(sessionKey=key) is False
    assert messages(client.say("hi")) == ["hello"]
    (one,), (other,) = here.hub.store.sessions(), there.hub.store.sessions()
    assert one.id == other.id


def test_an_id_that_a_key_brought_along_is_not_made_again() -> None:
    here, there = Bench(Scenario(rules=(HI,))), Bench(Scenario(rules=(HI,)))
    other = there.client()
    other.ready()
    key = other.create()  # of the second session, whose id comes next here
    client = here.client()
    here.client().ready()
    (first,) = here.hub.store.sessions()
    assert client.start(sessionKey=key) is False
    (second,) = here.hub.store.sessions()
    client.create()
    (third,) = here.hub.store.sessions()
    assert len({first.id, second.id, third.id}) == 3


def test_a_key_expires() -> None:
    bench = Bench(key_lifetime=60)
    client = bench.client()
    key = client.ready()
    bench.clock.advance(61)
    assert client.start(sessionKey=key) is True
    assert bench.notes("session_key") == ["the key has expired"]


def test_a_wrong_api_key_is_unauthorized(bench: Bench) -> None:
    client = bench.client()
    events = client.emit(
        "client.start", {"userID": "u", "projectID": "p", "authorization": "wrong"}
    )
    assert events == [("error", {"code": "unauthorized", "error": "wrong key"})]


def test_an_action_to_a_session_that_is_gone_is_rejected(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    client.link.session = None  # as where a shared store lost it
    ((name, status),) = client.say("hi")
    assert name == "action.status"
    assert status["reason"] == "session_not_found"
    assert status["messageID"]


def test_a_session_cannot_be_opened_before_the_handshake(bench: Bench) -> None:
    client = bench.client()
    with pytest.raises(LookupError, match=r"connection c1 has had no client\.start"):
        _CARRY[OpenSession](bench.hub, client.link, OpenSession())


def test_each_effect_between_connection_and_session_is_carried_out() -> None:
    from typing import get_args

    from vfmock.core.effects import SessionEffect

    assert set(_CARRY) == set(get_args(SessionEffect))
    assert all(hasattr(Hub, function.__name__) for function in _CARRY.values())


def test_what_waits_for_a_client_is_told_from_what_runs() -> None:
    """Autojump may hurry the one at once, and the other not."""
    options = SessionOptions(idle_timeout=Duration(1800), max_length=Duration(7200))
    slow = Rule(on=TextMatcher("slow"), reply=(pause(30),))
    bench = Bench(Scenario(session=options, rules=(slow,)))
    client = bench.client()
    client.ready()
    assert bench.clock.next_deadline(patient=False) is None
    assert bench.clock.next_deadline() == NOW + 1800
    client.say("slow")
    assert bench.clock.next_deadline(patient=False) == NOW + 30
    bench.clock.advance(30)
    assert bench.clock.next_deadline(patient=False) is None
    assert bench.clock.next_deadline() == NOW + 1830
