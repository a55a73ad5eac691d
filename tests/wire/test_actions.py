"""The protocol page, "Action Lifecycle" and "Conversation Lifecycle"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.base import WireClient
from tests.clients.fixtures import ClientFactory
from tests.wire.talk import LAUNCH, TEXT, act, messages, ready, say, start, statuses
from vfmock import MockServer, audio, completion, text


async def test_accepted_then_traces_then_completed(client: WireClient) -> None:
    await ready(client)
    events = await act(client, LAUNCH)
    names = [name for name, _ in events]
    assert names == ["action.status", "action.trace", "action.trace", "action.status"]
    assert statuses(events) == ["accepted", "completed"]
    ids = {args[0]["messageID"] for _, args in events}
    assert len(ids) == 1
    greeting, buttons = (args[0]["trace"] for name, args in events if name == "action.trace")
    assert greeting["type"] == "text"
    assert greeting["payload"]["message"] == "Hi!"
    assert greeting["payload"]["slate"]["content"] == [{"children": [{"text": "Hi!"}]}]
    assert greeting["payload"]["delay"] == 1000
    assert isinstance(greeting["time"], int)
    assert buttons["payload"]["buttons"][0] == {
        "name": "Order",
        "request": {"type": "path-order", "payload": {"label": "Order"}},
    }


async def test_the_clients_own_message_id_is_echoed(client: WireClient) -> None:
    await ready(client)
    events = await act(client, TEXT, messageID="mine-1")
    assert {args[0]["messageID"] for _, args in events} == {"mine-1"}


async def test_message_ids_of_the_server_are_unique(node: WireClient) -> None:
    await ready(node)
    ids = [(await act(node, TEXT))[0][1][0]["messageID"] for _ in range(5)]
    assert len(set(ids)) == 5


async def test_a_pressed_button_is_its_request_echoed(node: WireClient) -> None:
    await ready(node)
    events = await act(node, LAUNCH)
    request = events[2][1][0]["trace"]["payload"]["buttons"][0]["request"]
    assert messages(await act(node, request)) == ["Which size?"]


async def test_an_event_starts_the_conversation_elsewhere(node: WireClient) -> None:
    await ready(node)
    action = {"type": "event", "payload": {"event": {"name": "event_name"}}}
    assert messages(await act(node, action)) == ["From the event."]


async def test_the_end_comes_in_order(client: WireClient) -> None:
    await ready(client)
    await act(client, {"type": "text", "payload": "bye"})
    assert await client.next("session.ended") == [{"reason": "end_of_diagram"}]
    shape = [
        (name, args[0].get("status") or args[0].get("trace", {}).get("type"))
        for name, args in client.received
        if name not in ("client.started", "session.created")
    ]
    assert shape == [
        ("action.status", "accepted"),
        ("action.trace", "text"),
        ("action.trace", "end"),
        ("action.status", "completed"),
        ("session.ended", None),
    ]


async def test_after_the_end_actions_are_rejected_and_a_new_session_can_be_made(
    node: WireClient,
) -> None:
    key = await ready(node)
    await act(node, {"type": "text", "payload": "bye"})
    await node.next("session.ended")
    (_, args) = (await act(node, TEXT))[-1]
    assert args[0]["reason"] == "session_not_found"
    assert await start(node, sessionKey=key) is True
    await node.emit("session.create", {})
    await node.next("session.created")
    assert await say(node, "hello") == ["Hello to you."]


async def test_the_user_hangs_up(node: WireClient) -> None:
    await ready(node)
    assert statuses(await act(node, {"type": "end"})) == ["accepted", "completed"]
    assert await node.next("session.ended") == [{"reason": "user_ended"}]


async def test_a_second_action_runs_beside_the_first(node: WireClient, server: MockServer) -> None:
    await ready(node)
    await node.emit("action.send", {"action": {"type": "text", "payload": "slow"}})
    await node.next("action.trace")
    events = await act(node, TEXT, messageID="second")
    assert statuses([one for one in events if one[1][0]["messageID"] == "second"]) == [
        "accepted",
        "completed",
    ]


async def test_a_second_action_is_rejected_where_that_is_set(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server(concurrency="reject")
    server.on.text("slow").reply(text("wait"), _minute())
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    await client.emit("action.send", {"action": {"type": "text", "payload": "slow"}})
    await client.next("action.trace")
    (status,) = (await act(client, TEXT, messageID="second"))[-1][1]
    assert status == {
        "status": "rejected",
        "messageID": "second",
        "reason": "action_in_progress",
    }


async def test_a_second_action_waits_its_turn_where_that_is_set(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server(concurrency="queue")
    server.on.text("slow").reply(text("wait"), _blink(), text("done"))
    server.on.text("hello").reply(text("Hello"))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    await client.emit("action.send", {"action": {"type": "text", "payload": "slow"}})
    await client.emit("action.send", {"action": TEXT, "messageID": "second"})
    events = await client.collect_until(
        "action.status", lambda args: args[0]["status"] == "completed"
    )
    events += await client.collect_until(
        "action.status", lambda args: args[0]["status"] == "completed"
    )
    assert messages(events) == ["wait", "done", "Hello"]


def _minute() -> Any:
    from vfmock import pause

    return pause(60)


def _blink() -> Any:
    from vfmock import pause

    return pause(0.01)


@pytest.mark.parametrize("asked", [True, False])
async def test_completions_stream_to_those_who_asked(
    make_server: Callable[..., MockServer], make_client: ClientFactory, asked: bool
) -> None:
    server = make_server()
    server.on.text("hello").reply(completion("A long answer.", chunk=5))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client, config={"completionEvents": asked})
    events = await act(client, TEXT)
    traces = [args[0]["trace"] for name, args in events if name == "action.trace"]
    if not asked:
        assert [one["payload"]["message"] for one in traces] == ["A long answer."]
        return
    assert [one["type"] for one in traces] == ["completion"] * 5
    start = traces[0]["payload"]
    assert start == {"state": "start", "messageID": start["messageID"], "ai": True}
    assert traces[-1]["payload"] == {"state": "end"}
    chunks = [one["payload"]["content"] for one in traces[1:-1]]
    assert chunks == ["A lon", "g ans", "wer."]


@pytest.mark.parametrize("encoding", ["audio/pcm", "audio/x-mulaw", None])
async def test_audio_comes_in_chunks_to_those_who_asked(
    make_server: Callable[..., MockServer], make_client: ClientFactory, encoding: str | None
) -> None:
    server = make_server()
    server.on.text("hello").reply(audio("Hi.", seconds=0.3))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    config = {"audioEvents": True, "audioEncoding": encoding} if encoding else {}
    await ready(client, config=config)
    events = await act(client, TEXT)
    traces = [args[0]["trace"] for name, args in events if name == "action.trace"]
    if encoding is None:
        assert traces[0]["type"] == "speak"
        assert traces[0]["payload"] == {"type": "message", "message": "Hi."}
        return
    states = [one["payload"]["state"] for one in traces]
    assert states == ["start", "content", "content", "content", "end"]
    assert [bool(one["payload"].get("messageID")) for one in traces] == [True, *[False] * 4]
    assert [one["payload"].get("encoding") for one in traces] == [None, *[encoding] * 3, None]


async def test_what_no_rule_takes_is_rejected_and_recorded(
    node: WireClient, server: MockServer
) -> None:
    await ready(node)
    ((_, args),) = await act(node, {"type": "text", "payload": "helo"})
    assert args[0]["status"] == "rejected"
    assert "wanted the text 'hello', got text 'helo'" in args[0]["reason"]
    assert len(server.journal.notes("mismatch")) == 1
