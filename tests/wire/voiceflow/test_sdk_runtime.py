"""The life of Voiceflow's runtime client, ``@voiceflow/sdk-runtime``, one step a test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.clients.base import BOUND, ClientGoneError
from tests.clients.runtime_client import USER, RuntimeClient, messages
from tests.wire.voiceflow.conftest import Transport
from vfmock import MockServer
from vfmock.core.journal import Entry

ClientMaker = Callable[..., RuntimeClient]

STORED_BY_NOBODY = "a-key-that-no-server-gave"


def heard(server: MockServer) -> list[str]:
    """The names of the events of clients, as the clients have them; no calls over HTTP."""
    entries = [entry for entry in server.journal if entry.name != "query"]
    return [shown(entry) for entry in entries if entry.direction == "in"]


def shown(entry: Entry) -> str:
    """The name of an event on the wire."""
    return entry.wire or entry.name


def texts(server: MockServer) -> list[str]:
    """What users said."""
    actions = [entry.payload["action"] for entry in server.journal.received("action.send")]
    return [action["payload"] for action in actions if action["type"] == "text"]


def sessions(server: MockServer) -> set[str]:
    """The sessions in which there were actions."""
    return {entry.session for entry in server.journal.received("action.send")}


def statuses(server: MockServer) -> list[str]:
    """How the server answered the actions, one after the other."""
    return [entry.payload["status"] for entry in server.journal.sent("action.status")]


async def test_init_starts_a_session_and_stores_its_key(
    server: MockServer, client: RuntimeClient, only: Transport
) -> None:
    await client.init()
    status = await client.status()
    assert status["connection"] == "session_started"
    assert status["transport"] == only
    assert status["versionID"] == server.journal.sent("client.started")[0].payload["versionID"]
    assert heard(server) == ["start", "session-key-update"]
    created = server.journal.sent("session.created")[0]
    assert client.reported("session_key") == [None, created.payload["sessionKey"]]
    assert [session["id"] for session in server.sessions] == [created.session]
    assert server.connections[0]["transport"] == only


async def test_launch_is_what_the_client_sends_without_an_action(
    server: MockServer, client: RuntimeClient
) -> None:
    traces = await client.interact(None)
    assert [trace["type"] for trace in traces] == ["text", "choice"]
    assert messages(traces) == ["Hi!"]
    (action,) = server.journal.received("action.send")
    assert action.payload["action"]["type"] == "launch"
    assert statuses(server)[-1] == "completed"


async def test_a_button_sends_its_request(server: MockServer, client: RuntimeClient) -> None:
    _, choice = await client.interact(None)
    order = choice["payload"]["buttons"][0]
    assert messages(await client.interact(order["request"])) == ["Which size?"]
    pressed = server.journal.received("action.send")[-1]
    assert pressed.payload["action"] == order["request"]


async def test_a_text_is_answered(server: MockServer, client: RuntimeClient) -> None:
    await client.init()
    assert await client.say("hello") == ["Hello to you."]
    assert texts(server) == ["hello"]
    assert sessions(server) == {server.sessions[0]["id"]}


async def test_a_second_text_waits_in_the_client(server: MockServer, client: RuntimeClient) -> None:
    await client.init()
    first, second = await asyncio.gather(client.say("hello"), client.say("hello"))
    assert first == second == ["Hello to you."]
    names = [entry.name for entry in server.journal if entry.name.startswith("action.")]
    answered = names.index("action.send", 1)
    assert names[:answered] == ["action.send", "action.status", "action.trace", "action.status"]
    assert texts(server) == ["hello", "hello"]
    assert statuses(server).count("completed") == 2


async def test_interrupt_cancels_the_action_in_flight(
    server: MockServer, client: RuntimeClient
) -> None:
    await client.init()
    saying = await client.begin_to_say("slow", until="wait")
    await client.interrupt()
    assert await saying == ["wait"]
    assert await client.say("hello") == ["Hello to you."]
    assert [entry.payload for entry in server.journal.sent("action.cancelled")] == [
        {"success": True}
    ]
    assert texts(server) == ["slow", "hello"]


async def test_interrupt_is_refused_where_nothing_is_in_flight(
    server: MockServer, client: RuntimeClient
) -> None:
    await client.init()
    await client.say("hello")
    with pytest.raises(ClientGoneError, match="Interruption rejected"):
        await client.interrupt()
    assert server.journal.sent("action.cancelled")[0].payload == {"success": False}
    assert await client.say("hello") == ["Hello to you."]


async def test_keep_alive_is_not_answered(server: MockServer, client: RuntimeClient) -> None:
    await client.init()
    await client.keep_alive()
    assert await client.say("hello") == ["Hello to you."]
    assert heard(server)[-2:] == ["keep-alive", "action"]
    assert not server.journal.notes("mismatch")


async def test_disconnect_leaves_the_session_alive(
    server: MockServer, client: RuntimeClient
) -> None:
    await client.init()
    await client.disconnect()
    assert (await client.status())["connection"] == "disconnected"
    assert heard(server) == ["start", "session-key-update"]
    assert [session["user"] for session in server.sessions] == [USER]


async def test_disconnect_fails_the_texts_that_wait_in_the_client(
    server: MockServer, client: RuntimeClient
) -> None:
    await client.init()
    saying = await client.begin_to_say("slow", until="wait")
    waiting = asyncio.ensure_future(client.say("hello"))
    await client.keep_alive()  # In the meantime the second text goes to the client,
    await client.status()  # and by the answer to this the client has it.
    await client.disconnect()
    with pytest.raises(ClientGoneError, match="disconnected"):
        await waiting
    assert texts(server) == ["slow"]
    saying.cancel()  # Voiceflow's client leaves its stream open.


async def test_resumes_with_the_stored_key(server: MockServer, client: RuntimeClient) -> None:
    await client.init()
    await client.say("hello")
    await client.disconnect()
    await client.init()
    assert await client.say("hello") == ["Hello to you."]
    assert heard(server).count("session-key-update") == 1
    started = server.journal.sent("client.started")
    assert [entry.payload["newSessionRequired"] for entry in started] == [True, False]
    assert len(sessions(server)) == 1


async def test_replays_what_came_after_the_last_trace_that_the_page_has(
    server: MockServer, client: RuntimeClient
) -> None:
    await client.init()
    await client.say("hello")
    first = client.reported("trace")[0]
    server.clock.advance(1)  # Times are in whole milliseconds.
    saying = await client.begin_to_say("slow", until="wait")
    await client.disconnect()
    saying.cancel()
    server.clock.advance(60)
    await client.init(lastReceivedAt=first["time"])
    replay = await client.next("replay")
    assert {entry["type"] for entry in replay} == {"trace"}
    assert messages([entry["data"] for entry in replay]) == ["wait", "done"]


async def test_a_stale_key_fails_and_a_start_without_a_key_succeeds(
    server: MockServer, client: RuntimeClient
) -> None:
    with pytest.raises(ClientGoneError, match="Session is stale"):
        await client.init(sessionKey=STORED_BY_NOBODY)
    assert client.reported("session_key") == [None]
    assert client.reported("session_end") == [None]
    assert client.session_key is None
    await client.init()
    assert await client.say("hello") == ["Hello to you."]
    assert heard(server) == ["start", "start", "session-key-update", "action"]
    assert len(server.journal.notes("connect")) == 2, "Voiceflow's client takes a new socket"


async def test_a_stateful_client_gets_the_state_before_the_end_of_an_action(
    server: MockServer, make_client: ClientMaker
) -> None:
    client = make_client(stateful=True)
    await client.init()
    assert await client.say("hello") == ["Hello to you."]
    state = await client.next("state")
    assert state["variables"]["user_id"] == USER
    answers = [entry for entry in server.journal if entry.name in ("state", "action.status")]
    assert [shown(entry) for entry in answers] == ["action", "state", "action"]
    assert answers[1].payload == {"state": state}


async def test_a_stateful_client_begins_with_the_state_that_it_has(
    server: MockServer, make_client: ClientMaker
) -> None:
    client = make_client(stateful=True)
    await client.init()
    await client.say("hello")
    state = await client.next("state")
    await client.disconnect()
    await client.init(sessionKey=None)
    assert server.journal.received("client.start")[-1].payload["state"] == state


async def test_a_stateful_client_ends_its_session_when_it_leaves(
    server: MockServer, make_client: ClientMaker
) -> None:
    client = make_client(stateful=True)
    await client.init()
    await client.disconnect()
    server.verify.type("end", within=BOUND)
    assert server.sessions == []


async def test_the_end_of_a_session_reaches_the_page(
    server: MockServer, client: RuntimeClient
) -> None:
    await client.init()
    assert await client.say("bye") == ["Bye."]
    await client.next("session_end")
    assert server.sessions == []


async def test_after_the_server_has_closed_the_connection_the_next_text_resumes(
    server: MockServer, client: RuntimeClient
) -> None:
    await client.init()
    server.restart(grace=0)
    await client.wait_for_log("Socket.io connection closed")
    assert (await client.status())["connection"] == "disconnected"
    assert await client.say("hello") == ["Hello to you."]
    started = server.journal.sent("client.started")
    assert [entry.payload["newSessionRequired"] for entry in started] == [True, False]


async def test_an_action_that_is_rejected_has_an_empty_answer(
    server: MockServer, client: RuntimeClient
) -> None:
    await client.init()
    assert await client.say("what no rule takes") == []
    assert statuses(server) == ["rejected"]
    assert await client.say("hello") == ["Hello to you."]
