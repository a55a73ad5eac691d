"""The hub: what events of connections mean for their sessions."""

from __future__ import annotations

import pytest

from tests.runtime.bench import NOW, USER, Bench, ready
from vfmock.core.effects import GeneralError, OpenSession
from vfmock.core.events import StateCall
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.traces.text import text
from vfmock.runtime.hub import _ON_SESSIONS

HI = Rule(on=TextMatcher("hi"), reply=(text("hello"),))


@pytest.fixture
def bench() -> Bench:
    return Bench(Scenario(rules=(HI,)))


def test_connections_are_chosen_by_user_session_connection_and_instance(bench: Bench) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob", instance=1)
    stranger = bench.client(instance=1)
    select = bench.world.hub.select
    assert select() == [ada.link, bob.link, stranger.link]
    assert select(user="bob") == [bob.link]
    assert select(session=ada.live.session.id) == [ada.link]
    assert select(connection=stranger.link.id) == [stranger.link]
    assert select(instance=1) == [bob.link, stranger.link]
    assert select(instance=1, user="bob") == [bob.link]
    assert select(instance=0, user="bob") == []
    assert select(session="none") == []


def test_a_wrong_api_key_is_unauthorized(bench: Bench) -> None:
    client = bench.client()
    events = client.emit(
        "client.start", {"userID": "u", "projectID": "p", "authorization": "wrong"}
    )
    assert events == [("error", {"code": "unauthorized", "error": "wrong key"})]


def test_a_session_cannot_be_opened_before_the_handshake(bench: Bench) -> None:
    client = bench.client()
    with pytest.raises(LookupError, match=r"connection c1 has not started"):
        _ON_SESSIONS[OpenSession](bench.world.hub, client.link, OpenSession(), NOW)


def test_an_action_to_a_session_that_is_gone_is_rejected(bench: Bench) -> None:
    client = bench.client()
    client.ready()
    client.link.live = None  # as where a shared store lost it
    ((name, status),) = client.say("hi")
    assert name == "action.status"
    assert status["reason"] == "session_not_found"
    assert status["messageID"]


@pytest.mark.parametrize("name", ["cancel", "keep-alive"])
def test_a_web_chat_whose_session_is_gone_is_served(bench: Bench, name: str) -> None:
    client = bench.client()
    client.emit("start", USER)
    client.emit("session-key-update")
    client.link.live = None
    answer = [("cancel", {"success": False})] if name == "cancel" else []
    assert client.emit(name) == answer
    assert list(bench.journal.notes("internal_error")) == []


def test_a_state_call_without_its_session_has_an_answer() -> None:
    bench = Bench()
    client = ready(bench)
    client.link.live = None
    deliveries = bench.world.hub.receive(client.link, StateCall(change="read"), NOW)
    (told,) = [one.effect for one in deliveries]
    assert isinstance(told, GeneralError)
    assert told.code == "session_not_found"
