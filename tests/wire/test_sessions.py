"""A session is not the same as the connection (protocol page, "Lifecycle")."""

from __future__ import annotations

from collections.abc import Callable

import jwt
import pytest

from tests.clients.base import WireClient
from tests.clients.fixtures import ClientFactory
from tests.wire.talk import TEXT, USER, act, create, messages, ready, say, start, statuses
from vfmock import MockServer

SECRET = "a secret of two servers, long enough"


async def test_one_session_on_two_sockets(
    node: WireClient, server: MockServer, make_client: ClientFactory
) -> None:
    key = await ready(node)
    other = make_client("python_sync")
    await other.connect_via(server.url, "polling")
    assert await start(other, sessionKey=key) is False
    events = await act(other, TEXT)
    assert statuses(events) == ["accepted", "completed"]
    assert messages([("action.trace", await node.next("action.trace"))]) == ["Hello to you."]
    await act(other, {"type": "text", "payload": "bye"})
    assert await node.next("session.ended") == [{"reason": "end_of_diagram"}]
    assert "action.status" not in [name for name, _ in node.received]


async def test_a_new_session_ends_the_old_one_everywhere(
    client: WireClient, server: MockServer, make_client: ClientFactory
) -> None:
    old = await ready(client)
    other = make_client("node")
    await other.connect_via(server.url, "websocket")
    await start(other)
    new = await create(other)
    assert await client.next("session.ended") == [{"reason": "session_replaced"}]
    (_, args) = (await act(client, TEXT))[-1]
    assert args[0]["reason"] == "session_not_found"
    assert await say(other, "hello") == ["Hello to you."]
    assert await start(client, sessionKey=old) is True
    assert await start(client, sessionKey=new) is False


async def test_session_create_again_replaces_ones_own_session(node: WireClient) -> None:
    first = await ready(node)
    second = await create(node)
    assert await node.next("session.ended") == [{"reason": "session_replaced"}]
    assert first != second
    assert await say(node, "hello") == ["Hello to you."]


async def test_a_turn_goes_on_while_its_socket_is_gone(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    from vfmock import pause, text

    server = make_server(clock="mock")
    server.on.text("slow").reply(text("wait"), pause(60), text("done"))
    server.on.text("hello").reply(text("there"))
    one = make_client("node")
    await one.connect_via(server.url, "websocket")
    key = await ready(one)
    await one.emit("action.send", {"action": {"type": "text", "payload": "slow"}})
    await one.next("action.trace")
    await one.disconnect()
    two = make_client("node")
    await two.connect_via(server.url, "websocket")
    assert await start(two, sessionKey=key) is False
    server.clock.advance(60)
    (payload,) = await two.next("action.trace")
    assert payload["trace"]["payload"]["message"] == "done"
    assert await say(two, "hello") == ["there"]
    undelivered = server.journal.notes("undelivered")
    assert ["completed" in entry.payload for entry in undelivered] == [True]


async def test_keys_of_one_server_are_good_on_another_with_the_same_secret(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
) -> None:
    one, two = make_server(secret=SECRET), make_server(secret=SECRET)
    client = make_client("python_async")
    await client.connect_via(one.url, "websocket")
    key = await ready(client)
    await client.disconnect()
    await client.connect_via(two.url, "websocket")
    assert await start(client, sessionKey=key) is False


@pytest.mark.parametrize("fault", ["tampered", "unsigned", "foreign", "expired", "garbage", "NUL"])
async def test_a_bad_key_only_asks_for_a_new_session(
    node: WireClient, server: MockServer, fault: str
) -> None:
    key = await ready(node)
    claims = jwt.decode(key, options={"verify_signature": False})
    head, body, signature = key.split(".")
    bad = {
        "tampered": f"{head}.{body}.{signature[:-6]}AAAAAA",
        "unsigned": jwt.encode(claims, "", algorithm="none"),
        "foreign": jwt.encode(claims, "another secret, also long enough", algorithm="HS256"),
        "expired": server._control.world.keys.issue(
            user_id=USER["userID"],
            project_id=USER["projectID"],
            environment_id=None,
            session_id=claims["session"],
            now=0,
            key_id="x",
        ),
        "garbage": "not a key at all",
        "NUL": "\0\ud800",
    }[fault]
    assert await start(node, sessionKey=bad) is True
    assert len(server.journal.notes("session_key")) == 1
    assert "error" not in [name for name, _ in node.received]
    assert await start(node, sessionKey=key) is False, "the session itself lives on"


@pytest.mark.parametrize("other", [{"userID": "another"}, {"projectID": "another"}])
async def test_a_key_of_another_is_not_taken(
    node: WireClient, server: MockServer, other: dict[str, str]
) -> None:
    key = await ready(node)
    assert await start(node, sessionKey=key, **other) is True
    (note,) = server.journal.notes("session_key")
    assert "another" in note.payload


async def test_the_server_restarts_with_the_action_in_flight(
    client: WireClient, server: MockServer, make_client: ClientFactory
) -> None:
    key = await ready(client)
    action = {"type": "text", "payload": "slow", "diagramID": "d", "time": 7}
    await client.emit("action.send", {"action": action})
    await client.next("action.trace")
    server.restart()
    assert await client.next("server.restart") == [{"action": action}]
    assert await client.wait_disconnect() == "transport lost"
    again = make_client("node")
    await again.connect_via(server.url, "websocket")
    assert await start(again, sessionKey=key) is False
    assert await say(again, "hello") == ["Hello to you."]


async def test_the_server_restarts_with_nothing_in_flight(
    node: WireClient, server: MockServer
) -> None:
    await ready(node)
    server.restart()
    assert await node.next("server.restart") == [{}]
    await node.wait_disconnect()


async def test_a_session_can_be_ended_from_outside(node: WireClient, server: MockServer) -> None:
    await ready(node)
    server.end_session(USER["userID"], "inactivity_timeout")
    assert await node.next("session.ended") == [{"reason": "inactivity_timeout"}]
