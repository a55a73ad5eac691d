"""The dialect of the web chat on the wire: a life of its client, and its odd corners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.base import Event, WireClient
from tests.clients.fixtures import ClientFactory
from tests.wire import talk
from vfmock import MockServer, Scenario, SessionOptions, pause, text
from vfmock.types import Duration

USER = {"userID": "ann", "projectID": "p"}
LAUNCH: dict[str, Any] = {"type": "launch", "payload": {"resetState": False}}


async def start(client: WireClient, **said: Any) -> bool:
    """Send ``start``; return ``newSessionRequired``."""
    await client.emit("start", {**USER, **said})
    (payload,) = await client.next("start")
    return bool(payload["newSessionRequired"])


async def update(client: WireClient) -> str:
    """Ask for the key of a session."""
    await client.emit("session-key-update")
    (payload,) = await client.next("session-key-update")
    return str(payload["sessionKey"])


async def ready(client: WireClient, **said: Any) -> str:
    """Shake hands and get a session; return its key."""
    assert await start(client, **said) is True
    return await update(client)


async def send(client: WireClient, words: str, **config: Any) -> None:
    """Say something, and don't wait for the answer."""
    await client.emit("action", {"action": {"type": "text", "payload": words}, "config": config})


async def turn(client: WireClient) -> list[Event]:
    """All that comes until the action is over."""
    return await client.collect_until("action", lambda args: args[0]["status"] != "accepted")


async def say(client: WireClient, words: str, **config: Any) -> list[str]:
    """Say something; return the messages that answer it."""
    await send(client, words, **config)
    return messages(await turn(client))


def messages(events: list[Event]) -> list[str]:
    """The texts of the traces among some events."""
    traces = [args[0]["trace"] for name, args in events if name == "trace"]
    return [one["payload"]["message"] for one in traces if one["type"] == "text"]


def names(events: list[Event]) -> list[str]:
    """The names of some events."""
    return [name for name, _ in events]


@pytest.fixture
async def other(server: MockServer, make_client: ClientFactory) -> WireClient:
    """A second connection."""
    made = make_client("python_async")
    await made.connect_via(server.url, "websocket")
    return made


async def test_a_client_lives_its_life(client: WireClient, server: MockServer) -> None:
    await client.emit("start", {**USER, "environmentID": "main"})
    assert await client.next("start") == [{"versionID": "main", "newSessionRequired": True}]
    key = await update(client)
    await client.emit("action", {"action": LAUNCH})
    events = await turn(client)
    assert names(events) == ["action", "trace", "trace", "action"]
    assert events[0] == ("action", [{"status": "accepted"}])
    assert events[-1] == ("action", [{"status": "completed"}])
    assert set(events[1][1][0]) == {"trace"}
    assert await say(client, "hello") == ["Hello to you."]
    assert await start(client, sessionKey=key) is False
    assert await say(client, "bye") == ["Bye."]
    assert await client.next("session-ended") == []
    assert [entry.shown for entry in server.journal if entry.direction == "in"] == [
        "start",
        "session-key-update",
        "action",
        "action",
        "start",
        "action",
    ]


async def test_a_running_action_is_cancelled(client: WireClient) -> None:
    await ready(client)
    await send(client, "slow")
    await client.next("trace")
    await client.emit("cancel")
    assert await client.next("cancel") == [{"success": True}]
    assert names(await turn(client))[-1] == "action"
    assert await say(client, "hello") == ["Hello to you."]
    await client.emit("cancel")
    assert await client.next("cancel") == [{"success": False}]


async def test_nothing_is_cancelled_before_the_handshake(node: WireClient) -> None:
    await node.emit("cancel")
    assert await node.next("cancel") == [{"success": False}]


async def test_a_key_may_be_asked_for_before_the_handshake(client: WireClient) -> None:
    await client.emit("session-key-update")
    await client.emit("start", USER)
    events = await client.collect_until("session-key-update", lambda args: True)
    assert names(events) == ["start", "session-key-update"]
    key = events[-1][1][0]["sessionKey"]
    assert await say(client, "hello") == ["Hello to you."]
    await client.emit("session-key-update")
    assert await client.next("session-key-update") != [{"sessionKey": key}]


async def test_a_client_that_asks_early_with_a_good_key_gets_that_key(
    node: WireClient, other: WireClient
) -> None:
    key = await ready(node)
    await other.emit("session-key-update")
    assert await start(other, sessionKey=key) is False
    assert await other.next("session-key-update") == [{"sessionKey": key}]
    assert await say(other, "hello") == ["Hello to you."]
    assert await node.next("trace")


async def test_a_stale_key_leaves_the_socket_up(
    node: WireClient, other: WireClient, server: MockServer
) -> None:
    stale = await ready(node)
    await ready(other)
    assert await node.next("session-ended") == []
    assert await start(node, sessionKey=stale) is True
    await update(node)
    assert await say(node, "hello") == ["Hello to you."]
    (note,) = server.journal.notes("session_key")
    assert "ended" in str(note.payload)


async def test_the_state_comes_before_the_end_of_the_turn(client: WireClient) -> None:
    await ready(client)
    await send(client, "hello", stateful=True)
    events = await turn(client)
    assert names(events) == ["action", "trace", "state", "action"]
    state = events[2][1][0]["state"]
    assert set(state) == {"stack", "storage", "variables"}
    assert state["variables"]["last_utterance"] == "hello"
    assert "state" not in names(await turn_of(client, "hello"))


async def turn_of(client: WireClient, words: str, **config: Any) -> list[Event]:
    """Say something; return all that answers it."""
    await send(client, words, **config)
    return await turn(client)


async def test_a_client_brings_its_state(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.text("size").reply(text("{{ size }}"))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    assert await start(client, state={"variables": {"size": "small"}}) is True
    key = await update(client)
    assert await say(client, "size") == ["small"]
    await start(client, sessionKey=key, state={"variables": {"size": "large"}})
    assert await say(client, "size") == ["large"]
    await start(client, sessionKey=key, state={"stack": [{"nodeID": "nowhere"}]})
    assert await say(client, "size") == ["large"]
    (note,) = server.journal.notes("doubt")
    assert "the state of 'ann' is not taken: " in str(note.payload)
    assert "nowhere" in str(note.payload)


async def test_what_came_meanwhile_is_replayed(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server(clock="mock")
    server.on.text("slow").reply(text("before"), pause(60), text("after"))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    key = await ready(client)
    await send(client, "slow")
    (seen,) = await client.next("trace")
    await client.disconnect()
    await client.connect_via(server.url, "websocket")
    server.clock.advance(60)
    assert await start(client, sessionKey=key, lastReceivedAt=seen["trace"]["time"]) is False
    (replay,) = await client.next("replay")
    (line,) = replay["replay"]
    assert (line["type"], line["data"]["payload"]["message"]) == ("trace", "after")
    await start(client, sessionKey=key, lastReceivedAt=line["data"]["time"])
    await client.emit("cancel")
    await client.next("cancel")
    assert names(client.received).count("replay") == 1


async def test_a_client_that_does_not_ask_gets_no_replay(node: WireClient) -> None:
    key = await ready(node)
    await say(node, "hello")
    await start(node, sessionKey=key)
    await say(node, "hello")
    assert "replay" not in names(node.received)


async def test_a_sign_of_life_moves_the_idle_timeout(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    scenario = Scenario(session=SessionOptions(idle_timeout=Duration(10)))
    server = make_server(scenario=scenario, clock="mock")
    server.on.text("hello").reply(text("Hello to you."))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    server.clock.advance(9)
    await client.emit("keep-alive")
    await client.emit("cancel")
    await client.next("cancel")
    server.clock.advance(9)
    assert await say(client, "hello") == ["Hello to you."]
    server.clock.advance(10)
    assert await client.next("session-ended") == []


async def test_each_client_of_a_session_hears_in_its_own_dialect(
    node: WireClient, other: WireClient
) -> None:
    key = await talk.ready(node, **USER)
    assert await start(other, sessionKey=key) is False
    assert await say(other, "hello") == ["Hello to you."]
    assert talk.messages([("action.trace", await node.next("action.trace"))]) == ["Hello to you."]
    assert await talk.say(node, "hello") == ["Hello to you."]
    assert messages([("trace", await other.next("trace"))]) == ["Hello to you."]
    await talk.act(node, {"type": "text", "payload": "bye"})
    assert await node.next("session.ended") == [{"reason": "end_of_diagram"}]
    assert await other.next("session-ended") == []
    assert {"trace", "action", "start"} >= set(names(other.received)) - {"session-ended"}
    assert all("." in name for name in names(node.received))


async def test_what_the_dialect_has_no_word_for_is_noted(
    node: WireClient, server: MockServer
) -> None:
    await ready(node)
    await node.emit("action", {"action": "hello"})
    assert await node.next("action") == [{"status": "rejected"}]
    await node.emit("jump")
    assert await say(node, "hello") == ["Hello to you."]
    server.restart(grace=0)
    await node.wait_disconnect()
    lost = [str(note.payload) for note in server.journal.notes("undelivered")]
    assert lost == ["error", "error", "server.restart"]
    wrong = [str(note.payload) for note in server.journal.notes("violation")]
    assert wrong[0] == "action: at /action wanted an object, got string 'hello'"
    assert "unknown event 'jump'" in wrong[1]
