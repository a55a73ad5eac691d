"""Bad input gets a clear error, and neither the connection nor the server is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.base import WireClient
from tests.clients.fixtures import ClientFactory
from tests.wire.talk import TEXT, USER, act, error, ready, say, start
from vfmock import MockServer

EVENTS = {
    "client.start": USER,
    "session.create": {},
    "action.send": {"action": TEXT},
}


@pytest.mark.parametrize("event", ["session.create", "action.send"])
async def test_events_before_client_start(client: WireClient, event: str) -> None:
    await client.emit(event, EVENTS[event])
    assert (await error(client))["code"] == "client_not_started"
    await ready(client)
    assert await say(client, "hello") == ["Hello to you."]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    ("arguments", "came"),
    [
        pytest.param([], "nothing", id="missing"),
        pytest.param([None], "null", id="null"),
        pytest.param(["x"], "string 'x'", id="string"),
        pytest.param([[1]], "an array of 1", id="array"),
        pytest.param([7], "number 7", id="number"),
        pytest.param([{}, {}], "2 arguments", id="several"),
        pytest.param([b"\0\1"], "2 bytes of binary", id="binary"),
    ],
)
async def test_a_payload_that_is_no_object(
    node: WireClient, event: str, arguments: list[Any], came: str
) -> None:
    await ready(node)
    await node.emit(event, *arguments)
    problem = await error(node)
    assert problem["code"] == "invalid_payload"
    assert problem["error"].startswith(f"{event}: at / wanted ")
    assert problem["error"].endswith(f"got {came}")
    if event == "action.send":
        (status,) = await node.next("action.status")
        assert status["status"] == "rejected"
        assert status["reason"] == problem["error"]
    assert await say(node, "hello") == ["Hello to you."]


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ({"projectID": "p"}, "at /userID wanted a string that is not empty, got nothing"),
        ({**USER, "userID": ""}, "at /userID wanted a string that is not empty, got string ''"),
        ({**USER, "sessionKey": 1}, "at /sessionKey wanted a string or null, got number 1"),
        (
            {**USER, "config": {"completionEvents": "yes"}},
            "at /config/completionEvents wanted true or false, got string 'yes'",
        ),
        (
            {**USER, "config": {"audioEncoding": "mp3"}},
            "at /config/audioEncoding wanted one of 'audio/x-mulaw', 'audio/pcm', got string 'mp3'",
        ),
    ],
)
async def test_a_wrong_field_is_named_by_its_pointer(
    node: WireClient, payload: dict[str, Any], problem: str
) -> None:
    await node.emit("client.start", payload)
    assert (await error(node))["error"] == f"client.start: {problem}"
    assert await start(node) is True


async def test_a_rejected_action_keeps_its_message_id(node: WireClient) -> None:
    await ready(node)
    await node.emit("action.send", {"action": {"type": "text"}, "messageID": "mine"})
    (status,) = await node.next("action.status")
    assert status == {
        "status": "rejected",
        "messageID": "mine",
        "reason": "action.send: at /action/payload wanted a string, got nothing",
    }


async def test_an_unknown_event_is_answered_with_the_nearest_known(client: WireClient) -> None:
    await client.emit("client.strat", USER)
    problem = await error(client)
    assert problem["code"] == "unknown_event"
    assert "did you mean 'client.start'" in problem["error"]
    await ready(client)


async def test_a_payload_of_a_megabyte(client: WireClient, server: MockServer) -> None:
    server.on.text(contains="aaa").reply(lambda turn: _echo(turn.action.text))
    await ready(client)
    long = "a" * 1_000_000
    assert await say(client, long) == [long]


def _echo(said: str | None) -> Any:
    from vfmock import text

    return text(said or "")


async def test_a_deeply_nested_payload(client: WireClient) -> None:
    await ready(client)
    nested: Any = {}
    for _ in range(150):
        nested = {"a": nested}
    await client.emit("action.send", {"action": {"type": "x", "payload": nested}})
    problem = await error(client)
    assert problem["code"] == "invalid_payload"
    assert problem["error"] == "action.send: a payload nests 100 levels at the most"
    (status,) = await client.next("action.status")
    assert status["status"] == "rejected"
    assert await say(client, "hello") == ["Hello to you."]


async def test_lone_surrogates_and_nul_come_back_unchanged(
    client: WireClient, server: MockServer
) -> None:
    strange = "a\0b\ud800c\udfff"
    server.on.text(strange).reply(lambda turn: _echo(turn.action.text))
    await ready(client)
    assert await say(client, strange) == [strange]


async def test_integers_too_large_for_a_double_are_taken(
    node: WireClient, server: MockServer
) -> None:
    server.on.type("big").reply(lambda turn: _echo("taken"))
    await ready(node)
    events = await act(node, {"type": "big", "payload": {"n": 2**53}})
    assert [args[0].get("status") for _, args in events][-1] == "completed"


@pytest.mark.parametrize(
    "frame",
    [
        "42[",
        "42{}",
        "42[true]",
        "40",
        '42/chat,["a"]',
        '42["connect",{}]',
        '42["disconnect"]',
        "49",
        "42[NaN]",
        '451-["action.send",{"_placeholder":true,"num":7}]',
    ],
)
async def test_a_malformed_packet_closes_only_its_own_connection(
    make_client: ClientFactory, node: WireClient, server: MockServer, frame: str
) -> None:
    await ready(node)
    culprit = make_client("node")
    await culprit.connect_via(server.url, "websocket", reconnection=False)
    await culprit.write_raw(frame[1:])
    if frame.startswith("45"):
        await culprit.write_raw("2")
    assert await culprit.wait_disconnect() == "transport lost"
    assert await say(node, "hello") == ["Hello to you."]


async def test_one_client_does_not_disturb_another(
    client: WireClient, server: MockServer, make_client: ClientFactory
) -> None:
    other = make_client("node")
    await other.connect_via(server.url, "websocket")
    await ready(other, userID="other")
    await client.emit("nonsense", "x" * 1000)
    await error(client)
    assert await say(other, "hello") == ["Hello to you."]
    assert [name for name, _ in other.received if name == "error"] == []


@pytest.mark.parametrize("transport_name", ["websocket", "polling"])
async def test_a_message_over_the_limit_closes_only_its_own_connection(
    make_server: Callable[..., MockServer], make_client: ClientFactory, transport_name: str
) -> None:
    server = make_server(max_payload=10_000)
    server.on.text("hello").reply(_echo("Hello to you."))
    bystander = make_client("node")
    await bystander.connect_via(server.url, "websocket")
    await ready(bystander, userID="bystander")
    culprit = make_client("node")
    await culprit.connect(server.url, transports=(transport_name,), reconnection=False)
    await culprit.emit("client.start", {**USER, "userID": "u" * 20_000})
    assert await culprit.wait_disconnect() == "transport lost"
    assert await say(bystander, "hello") == ["Hello to you."]
