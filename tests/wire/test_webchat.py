"""The dialect of the web chat on the wire: a life of its client, and its odd corners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from tests.clients.base import Event, WireClient
from tests.clients.fixtures import ClientFactory
from tests.wire import talk
from vfmock import MockServer, Scenario, SessionOptions, audio, completion, pause, text
from vfmock.contract import load_contract
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


async def turn_of(client: WireClient, words: str, **config: Any) -> list[Event]:
    """Say something; return all that answers it."""
    await send(client, words, **config)
    return await turn(client)


async def say(client: WireClient, words: str, **config: Any) -> list[str]:
    """Say something; return the messages that answer it."""
    return messages(await turn_of(client, words, **config))


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
    events = await turn_of(client, "hello", stateful=True)
    assert names(events) == ["action", "trace", "state", "action"]
    state = events[2][1][0]["state"]
    assert set(state) == {"stack", "storage", "variables"}
    assert state["variables"]["last_utterance"] == "hello"
    assert "state" not in names(await turn_of(client, "hello"))


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


async def test_an_action_that_was_pushed_meanwhile_is_replayed(
    node: WireClient, other: WireClient, server: MockServer
) -> None:
    key = await ready(node)
    path = f"{server.url}/v2/project/p/session/{key}/event"
    pushed = {"type": "text", "payload": "hello"}
    async with (
        aiohttp.ClientSession(headers={"Authorization": "VF.DM.key"}) as http,
        http.post(path, json={"action": pushed}) as response,
    ):
        assert response.status == 201
    await node.next("trace")
    await start(other, sessionKey=key, lastReceivedAt=0)
    (replay,) = await other.next("replay")
    assert [(line["type"], line["data"]["type"]) for line in replay["replay"]] == [
        ("action", "text"),
        ("trace", "text"),
    ]
    assert replay["replay"][0]["data"] == pushed
    assert replay["replay"][0]["createdAt"].endswith("Z")


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


# Fields.


@pytest.fixture
async def speaker(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> tuple[WireClient, MockServer]:
    """A client of an agent that streams, speaks and knows where it is."""
    server = make_server(api_keys=["VF.DM.good"])
    server.on.text("stream").reply(completion("All at once.", chunk=4))
    server.on.text("speak").reply(audio("Hello."))
    server.on.text("where").reply(text("{{ vf_user_timezone }}"))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    return client, server


def traces(events: list[Event]) -> list[Any]:
    """The traces among some events."""
    return [args[0]["trace"] for name, args in events if name == "trace"]


@pytest.mark.parametrize("wanted", [True, False])
async def test_completions_come_in_chunks_to_those_who_asked(
    speaker: tuple[WireClient, MockServer], wanted: bool
) -> None:
    client, _ = speaker
    await ready(client, config={"completionEvents": wanted})
    kinds = {trace["type"] for trace in traces(await turn_of(client, "stream"))}
    assert kinds == {"completion" if wanted else "text"}


@pytest.mark.parametrize("encoding", ["audio/x-mulaw", "audio/pcm", "whatever"])
async def test_audio_comes_in_the_encoding_that_was_asked_for(
    speaker: tuple[WireClient, MockServer], encoding: str
) -> None:
    client, _ = speaker
    await ready(client, config={"audioEvents": True, "audioEncoding": encoding})
    parts = [trace["payload"] for trace in traces(await turn_of(client, "speak"))]
    encodings = {part["encoding"] for part in parts if part["state"] == "content"}
    assert encodings == {"audio/pcm" if encoding == "whatever" else encoding}


@pytest.mark.parametrize(("handshake", "action"), [(True, False), (False, True)])
async def test_an_action_says_whether_it_wants_audio(
    speaker: tuple[WireClient, MockServer], handshake: bool, action: bool
) -> None:
    client, _ = speaker
    await ready(client, config={"audioEvents": handshake})
    kinds = {trace["type"] for trace in traces(await turn_of(client, "speak", audioEvents=action))}
    assert ("audio" in kinds) is action
    kinds = {trace["type"] for trace in traces(await turn_of(client, "speak"))}
    assert ("audio" in kinds) is handshake


async def test_a_start_says_where_its_user_is(speaker: tuple[WireClient, MockServer]) -> None:
    client, server = speaker
    await ready(
        client,
        environmentID="main",
        versionVariant="draft",
        authorization="VF.DM.good",
        config={"userTimezone": "Asia/Tokyo"},
    )
    assert await say(client, "where") == ["Asia/Tokyo"]
    (session,) = server.sessions
    assert (session["user"], session["project"], session["environment"]) == ("ann", "p", "main")


async def test_a_wrong_api_key_is_not_answered(speaker: tuple[WireClient, MockServer]) -> None:
    client, server = speaker
    await client.emit("start", {**USER, "authorization": "VF.DM.bad"})
    await client.emit("cancel")
    await client.next("cancel")
    assert names(client.received) == ["cancel"]
    (lost,) = server.journal.notes("undelivered")
    assert lost.payload == "error"
    assert await start(client) is True


async def test_the_transcript_has_what_the_client_says_of_itself(
    node: WireClient, server: MockServer
) -> None:
    about = {"os": "Linux", "device": "desktop", "browser": "Firefox"}
    await ready(node, config=about)
    assert await say(node, "hello") == ["Hello to you."]
    path = f"{server.url}/v1/transcript/project/p"
    async with (
        aiohttp.ClientSession(headers={"Authorization": "VF.DM.key"}) as http,
        http.post(path, json={}) as response,
    ):
        (transcript,) = (await response.json())["transcripts"]
    shown = {one["name"]: one["value"] for one in transcript["properties"]}
    assert shown == about


CARRIED = {
    "modality": "chat",
    "guidedNavigation": True,
    "endAutomatically": False,
    "isTestSession": True,
    "os": "Linux",
    "device": "desktop",
    "browser": "Firefox",
}
"""What the client says and the agent does not look at."""


async def test_what_the_agent_does_not_look_at_is_in_the_journal(
    node: WireClient, server: MockServer
) -> None:
    await ready(node, config=CARRIED)
    assert await say(node, "hello", guidedNavigation=True) == ["Hello to you."]
    came = [entry.payload for entry in server.journal if entry.direction == "in"]
    assert came[0]["config"] == CARRIED
    assert came[-1]["config"] == {"guidedNavigation": True}


WRONG = [
    (name, one["value"], one["pointer"])
    for name in ("start", "action")
    for one in load_contract().schemas[f"webchat/client-events/{name}"]["x-invalid"]
]


@pytest.mark.parametrize(("name", "payload", "pointer"), WRONG)
async def test_a_wrong_field_is_named_by_its_pointer(
    node: WireClient, server: MockServer, name: str, payload: Any, pointer: str
) -> None:
    await ready(node)
    await node.emit(name, payload)
    assert await say(node, "hello") in ([], ["Hello to you."])
    (note,) = server.journal.notes("violation")
    assert str(note.payload).startswith(f"{name}: at {pointer} wanted ")


@pytest.mark.parametrize("name", ["session-key-update", "cancel", "keep-alive"])
async def test_an_event_without_a_payload_has_none(
    node: WireClient, server: MockServer, name: str
) -> None:
    await ready(node)
    await node.emit(name, {"more": 1})
    assert await say(node, "hello") == ["Hello to you."]
    (note,) = server.journal.notes("violation")
    assert str(note.payload).startswith(f"{name}: at / wanted no payload, got an object")


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
