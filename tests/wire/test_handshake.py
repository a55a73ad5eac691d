"""The protocol page, "Initialization sequence", "client.start" and "session.create"."""

from __future__ import annotations

from collections.abc import Callable

import jwt
import pytest

from tests.clients.base import WireClient
from tests.clients.fixtures import DOCUMENTED_OPTIONS, ClientFactory
from tests.wire.talk import USER, create, error, ready, say, start
from vfmock import MockServer


async def test_a_new_client_is_asked_to_create_a_session(client: WireClient) -> None:
    assert await start(client) is True
    key = await create(client)
    claims = jwt.decode(key, options={"verify_signature": False})
    assert claims["sub"] == USER["userID"]
    assert claims["project"] == USER["projectID"]
    assert claims["exp"] > claims["iat"]
    assert claims["jti"]
    assert claims["session"]


async def test_the_key_resumes_the_session_on_a_new_connection(
    client: WireClient, server: MockServer, make_client: ClientFactory
) -> None:
    key = await ready(client)
    await client.disconnect()
    again = make_client("python_async")
    await again.connect_via(server.url, "websocket")
    assert await start(again, sessionKey=key) is False
    assert await say(again, "hello") == ["Hello to you."]


@pytest.mark.parametrize("session_key", [None, ""])
async def test_no_key_asks_for_a_new_session(node: WireClient, session_key: str | None) -> None:
    assert await start(node, sessionKey=session_key) is True


async def test_every_optional_field_of_client_start_is_taken(node: WireClient) -> None:
    assert await start(
        node,
        environmentID="production",
        sessionKey=None,
        authorization="VF.DM.1234",
        config={
            "completionEvents": True,
            "userTimezone": "Europe/Prague",
            "audioEvents": True,
            "audioEncoding": "audio/x-mulaw",
        },
    )
    key = await create(node)
    claims = jwt.decode(key, options={"verify_signature": False})
    assert claims["environment"] == "production"


async def test_unknown_keys_are_tolerated(node: WireClient) -> None:
    assert await start(node, versionVariant="draft", config={"modality": "chat"}) is True


async def test_a_second_client_start_is_a_fresh_handshake(node: WireClient) -> None:
    await ready(node)
    assert await start(node, userID="somebody else") is True
    await node.emit("action.send", {"action": {"type": "text", "payload": "hello"}})
    (status,) = await node.next("action.status")
    assert status["status"] == "rejected"
    assert status["reason"] == "session_not_found"


async def test_the_exact_options_of_the_protocol_page_work(
    server: MockServer, make_client: ClientFactory
) -> None:
    client = make_client("node")
    await client.connect(server.url, **DOCUMENTED_OPTIONS)
    await ready(client)
    assert await say(client, "hello") == ["Hello to you."]
    assert client.transport == "websocket"


async def test_the_path_works_without_its_trailing_slash(
    server: MockServer, make_client: ClientFactory
) -> None:
    client = make_client("node")
    await client.connect(server.url, transports=("polling", "websocket"), addTrailingSlash=False)
    await client.wait_upgrade()
    await ready(client)
    assert await say(client, "hello") == ["Hello to you."]


async def test_a_wrong_api_key_is_unauthorized(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server(api_keys=("VF.DM.good",))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await client.emit("client.start", {**USER, "authorization": "VF.DM.bad"})
    assert (await error(client))["code"] == "unauthorized"
    await client.emit("session.create", {})
    assert (await error(client))["code"] == "client_not_started"
    assert await start(client, authorization="VF.DM.good") is True
    assert await start(client) is True, "a public client has no key"
    assert [name for name, _ in client.received].count("client.started") == 2


async def test_a_missing_api_key_is_unauthorized_where_one_is_required(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
) -> None:
    server = make_server(api_keys=("VF.DM.good",), require_authorization=True)
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await client.emit("client.start", USER)
    assert (await error(client))["code"] == "unauthorized"


async def test_nothing_is_acknowledged_but_by_events(node: WireClient) -> None:
    await node.emit("client.start", USER)
    assert await node.next("client.started") == [{"newSessionRequired": True}]
