"""Sessions: how they are opened, resumed, woken and ended, and which clients are told."""

from __future__ import annotations

import pytest

from tests.runtime.bench import NOW, USER, Bench, Event, messages, ready, statuses
from vfmock.core.effects import EndSession, RestartOrder
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario, SessionOptions
from vfmock.core.steps.pause import pause
from vfmock.core.traces.text import text
from vfmock.runtime.delivery import Delivery
from vfmock.types import Duration

SLOW = Rule(on=TextMatcher("slow"), reply=(text("wait"), pause(30), text("done")))
HI = Rule(on=TextMatcher("hi"), reply=(text("hello"),))


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


def test_a_sign_of_life_moves_the_next_deadline(bench: Bench) -> None:
    client = bench.client()
    client.emit("start", USER)
    client.emit("session-key-update")
    bench.clock.advance(600)
    client.emit("keep-alive")
    assert bench.control.next_deadline() == bench.clock.now() + 1800


def test_an_action_restarts_the_idle_timeout(bench: Bench) -> None:
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
    assert bench.control.sessions == []
    assert "session.ended" not in [name for name, _ in client.take()]


def test_a_turn_goes_on_when_its_pause_is_over(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    events = client.say("slow")
    assert (messages(events), statuses(events)) == (["wait"], ["accepted"])
    bench.clock.advance(29.9)
    assert client.take() == []
    bench.clock.advance(0.1)
    events = client.take()
    assert (messages(events), statuses(events)) == (["done"], ["completed"])


def test_an_ended_session_cancels_its_timer(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    live = bench.session
    client.say("slow")
    bench.control.end_sessions("because", session=live.session.id)
    events = client.take()
    assert statuses(events) == ["completed"]
    assert events[-1] == ("session.ended", {"reason": "because"})
    bench.clock.advance(100)
    assert client.take() == []
    assert bench.clock.waiting == 0


def test_clear_forgets_sessions_timers_and_users_and_tells_no_client(bench: Bench) -> None:
    client, stranger = bench.client(), bench.client()
    client.ready()
    client.say("slow")
    bench.restart(5)
    client.take()
    bench.control.end()
    bench.clock.advance(3600)
    assert client.take() == []
    assert client.outbox.closed == 0
    assert bench.clock.waiting == 0
    assert statuses(client.say("hi")) == ["rejected"]
    assert client.create()
    assert messages(client.say("hi")) == ["hello"]
    assert stranger.start(userID="v") is True


def test_two_sockets_can_share_one_session(bench: Bench) -> None:
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
    assert len(bench.control.sessions) == 1


def test_a_session_lives_on_after_its_client_makes_another_handshake(bench: Bench) -> None:
    client = bench.client()
    key = client.ready()
    assert client.start(userID="other") is True
    assert len(bench.control.sessions) == 1
    assert client.start(sessionKey=key) is False


def test_a_key_of_another_server_opens_a_session_with_the_same_id() -> None:
    here, there = Bench(Scenario(rules=(HI,))), Bench(Scenario(rules=(HI,)))
    key = there.client().ready()
    client = here.client()
    assert client.start(sessionKey=key) is False
    assert messages(client.say("hi")) == ["hello"]
    assert here.session.session.id == there.session.session.id


def test_a_session_id_from_a_key_is_not_used_again() -> None:
    here, there = Bench(Scenario(rules=(HI,))), Bench(Scenario(rules=(HI,)))
    other = there.client()
    other.ready()
    key = other.create()  # of the second session, whose id comes next here
    client = here.client()
    here.client().ready()
    first = here.session.session
    assert client.start(sessionKey=key) is False
    second = here.session.session
    client.create()
    third = here.session.session
    assert len({first.id, second.id, third.id}) == 3


def test_a_key_expires() -> None:
    bench = Bench(key_lifetime=60)
    client = bench.client()
    key = client.ready()
    bench.clock.advance(61)
    assert client.start(sessionKey=key) is True
    assert bench.notes("session_key") == ["the key has expired"]


def test_an_idle_timeout_is_a_patient_deadline_and_a_pause_is_not() -> None:
    """Autojump may go to the deadline of a turn at once, but not to an idle timeout."""
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


def test_the_end_of_a_session_is_sent_unless_it_is_silent(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob")
    ada.say("slow")
    ada.take()
    bob.take()
    for client, silent in ((ada, False), (bob, True)):
        order = EndSession(reason="because", silent=silent)
        bench.world.outbound.carry([Delivery(order, client.link, client.link.live)])
    assert [name for name, _ in ada.take()] == ["action.status", "session.ended"]
    assert bob.take() == []
    assert statuses(bob.say("hi")) == ["rejected"]
    assert bench.control.sessions == []
    assert bench.clock.waiting == 0


def test_ending_no_session_does_nothing(bench: Bench) -> None:
    client = bench.client()
    bench.world.outbound.carry([Delivery(EndSession(reason="x"), client.link, None)])
    bench.world.outbound.carry([Delivery(RestartOrder(whom="session"), client.link, None)])
    restarted: list[Event] = [("server.restart", {})]
    assert client.take() == restarted, "a restart of a session that is none is of the connection"


def test_a_session_can_be_set_to_end_with_its_key() -> None:
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


def test_a_session_outlives_its_key_by_default() -> None:
    bench = Bench(Scenario(rules=(HI,)), key_lifetime=60)
    ada = ready(bench, "ada")
    bench.clock.advance(3600)
    assert messages(ada.say("hi")) == ["hello"]
