"""Actions that a program pushes into a session from outside."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from tests.clients.fixtures import ClientFactory
from tests.wire.talk import ready
from vfmock import MockServer, Scenario, SessionOptions, pause, text
from vfmock.checks.transcript import check_transcript
from vfmock.contract import load_contract
from vfmock.core.traces.completion import completion

KEY = {"Authorization": "VF.DM.123.abc"}
NEWS = {"type": "event", "payload": {"event": {"name": "news"}}}


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server that has news to tell, under a mock clock."""
    session = SessionOptions(idle_timeout=100)
    with MockServer(Scenario(name="shop", session=session), seed=7, clock="mock") as server:
        server.on.event("news").reply(text("News!"))
        server.on.event("llm").reply(completion("abcd", chunk=2))
        server.on.text("slow").reply(text("Wait."), pause(30), text("Done."))
        yield server


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of that server."""
    async with aiohttp.ClientSession(server.url, headers=KEY) as http:
        yield http


async def push(
    http: aiohttp.ClientSession, session: str, name: str = "news", project: str = "p"
) -> tuple[int, bytes]:
    """Push an event; the status and the body of the answer."""
    action = {"type": "event", "payload": {"event": {"name": name}}}
    path = f"/v2/project/{project}/session/{session}/event"
    async with http.post(path, json={"action": action}) as response:
        return response.status, await response.read()


async def connected(server: MockServer, make_client: ClientFactory, **config: Any) -> Any:
    """A client in a session, and its key."""
    client = make_client("python_async")
    await client.connect(server.url)
    return client, await ready(client, userID="ada", projectID="p", **config)


async def test_the_traces_arrive_on_the_socket(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client, key = await connected(server, make_client)
    assert await push(http, key) == (201, b"")
    (heard,) = await client.next("action.trace")
    assert heard["trace"]["payload"]["message"] == "News!"
    assert heard["messageID"]
    assert "action.status" not in [name for name, _ in client.received]
    assert "push event 'news'" in server.conversation()


async def test_a_pushed_action_is_in_the_transcript_and_in_the_conversation(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client, key = await connected(server, make_client)
    await push(http, key)
    (heard,) = await client.next("action.trace")
    path = f"/v1/transcript/{server.sessions[0]['id']}"
    async with http.get(path) as response:
        logs = (await response.json())["transcript"]["logs"]
    assert [(line["type"], line["data"]["type"]) for line in logs] == [
        ("action", "event"),
        ("trace", "text"),
    ]
    (note,) = server.journal.notes("push")
    assert note.payload == heard["messageID"]
    assert "! push: event 'news'" in server.conversation()


async def test_the_journal_of_a_push_is_a_transcript_without_a_finding(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client, key = await connected(server, make_client)
    await push(http, key)
    await client.next("action.trace")
    session = server.sessions[0]["id"]
    keys = {"/state/user/ada/interact": KEY["Authorization"], "/v4/interact": key}
    for path, own in keys.items():
        headers = {"Authorization": own}
        async with http.post(path, json={"action": NEWS}, headers=headers) as response:
            assert response.status == 200
        await client.next("action.trace")
    lines = [json.dumps(entry.to_json()) for entry in server.journal]
    checked = check_transcript("\n".join(lines).encode(), "run.jsonl", load_contract())
    assert checked.findings == ()
    assert checked.amount == f"{len(lines)} lines on 1 connection and in 3 calls"
    # Each call makes only its own traces known.
    wrong = {"direction": "out", "name": "action.trace", "connection": "c1", "session": session}
    payload = {"trace": {"type": "text", "payload": {"message": "x"}}, "messageID": "unknown"}
    lines.insert(-1, json.dumps({**wrong, "payload": payload}))
    checked = check_transcript("\n".join(lines).encode(), "run.jsonl", load_contract())
    assert [one.rule for one in checked.findings] == ["trace.known"]


async def test_a_session_can_be_named_by_its_id(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client, _ = await connected(server, make_client)
    await push(http, server.sessions[0]["id"])
    assert (await client.next("action.trace"))[0]["trace"]["type"] == "text"


async def test_the_socket_says_how_to_answer(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client, key = await connected(server, make_client, config={"completionEvents": True})
    await push(http, key, "llm")
    states = [(await client.next("action.trace"))[0]["trace"]["payload"]["state"] for _ in "1234"]
    assert states == ["start", "content", "content", "end"]


async def test_an_action_waits_while_the_agent_is_busy_and_only_one_can(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client, key = await connected(server, make_client)
    await client.emit("action.send", {"action": {"type": "text", "payload": "slow"}})
    await client.next("action.trace")
    assert [await push(http, key), await push(http, key)] == [(201, b"")] * 2
    (note,) = server.journal.notes("undelivered")
    assert note.payload == ("event 'news' was pushed while another pushed action waits: it is lost")
    server.clock.advance(30)
    heard = [(await client.next("action.trace"))[0]["trace"]["payload"]["message"] for _ in "12"]
    assert heard == ["Done.", "News!"]


@pytest.mark.parametrize(
    ("session", "project", "why"),
    [
        ("key", "other", "the key is another project's"),
        ("nonsense", "p", "the key is not a JWT of a session"),
    ],
)
async def test_a_session_that_is_not_there_gets_nothing(
    server: MockServer,
    http: aiohttp.ClientSession,
    make_client: ClientFactory,
    session: str,
    project: str,
    why: str,
) -> None:
    _, key = await connected(server, make_client)
    given = key if session == "key" else session
    assert await push(http, given, project=project) == (201, b"")
    (note,) = server.journal.notes("undelivered")
    assert note.payload == f"event 'news' was pushed, and no session gets it: {why}"
    assert server.sessions[0]["turns"] == 0


async def test_a_session_without_an_open_socket_gets_nothing(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    async with http.post("/v4/project/p/session", json={"userID": "ada"}) as response:
        key = (await response.json())["sessionKey"]
    assert await push(http, key) == (201, b"")
    (note,) = server.journal.notes("undelivered")
    assert note.payload == "event 'news' was pushed, and the session has no open socket"
    assert server.sessions[0]["turns"] == 0


async def test_a_pushed_action_that_no_rule_takes_is_a_mismatch(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    _, key = await connected(server, make_client)
    assert (await push(http, key, "new"))[0] == 201
    (note,) = server.journal.notes("mismatch")
    assert "wanted the event 'news', got event 'new'" in note.payload
    server.reset()


async def test_a_push_takes_only_an_api_key(server: MockServer) -> None:
    headers = {"Authorization": "Bearer VF.DM.1"}
    async with aiohttp.ClientSession(server.url, headers=headers) as http:
        status, body = await push(http, "s1")
    assert (status, b"got 'Bearer' before it" in body) == (401, True)


async def test_a_push_needs_an_action(http: aiohttp.ClientSession) -> None:
    async with http.post("/v2/project/p/session/s1/event", json={}) as response:
        assert response.status == 400
        assert "action" in (await response.json())["message"]
