"""Mistakes in tests and hostile clients do no harm to other clients."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from tests.clients.base import WireClient
from tests.clients.fixtures import ClientFactory
from tests.wire.talk import TEXT, USER, act, create, messages, ready, say, start
from vfmock import MockServer, VerificationError, pause, text, trace
from vfmock.errors import ServerError, SettingError

POLLING = "/v4/interact/socket/?EIO=4&transport=polling"


@pytest.mark.parametrize("value", [{1, 2}, object(), b"x", {(1, 2): 3}, float("nan")])
def test_a_trace_that_is_not_json_is_refused_when_it_is_written(value: Any) -> None:
    with pytest.raises(Exception, match="is no JSON"):
        trace(type="own", payload={"a": value})


async def test_a_reply_that_fails_after_a_pause_ends_its_turn_and_the_next_begins(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server(concurrency="queue")
    server.on.text("bad").reply(pause(0.01), lambda turn: 1 / 0)  # type: ignore[arg-type, return-value]
    server.on.text("hello").reply(text("fine"))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    await client.emit("action.send", {"action": {"type": "text", "payload": "bad"}})
    await client.emit("action.send", {"action": TEXT, "messageID": "next"})
    events = await client.collect_until(
        "action.status", lambda args: args[0] == {"status": "completed", "messageID": "next"}
    )
    failed = [args[0] for name, args in events if args[0].get("reason") == "scenario_error"]
    assert [one["status"] for one in failed] == ["completed"]
    assert messages(events) == ["fine"]
    with pytest.raises(VerificationError, match="ZeroDivisionError"):
        server.check()


async def test_the_keys_of_a_server_started_again_with_the_same_seed_are_good(
    make_client: ClientFactory,
) -> None:
    server = MockServer(seed=7)
    for _ in range(2):
        with server:
            client = make_client("python_async")
            await client.connect_via(server.url, "websocket")
            await start(client)
            key = await create(client)
            assert await start(client, sessionKey=key) is False
            key = await create(client)
            assert await start(client, sessionKey=key) is False
            await client.close()


async def test_an_api_key_given_as_a_string_is_one_key(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server(api_keys="VF.DM.abcdef", require_authorization=True)
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    for wrong in ("VF", ""):
        await client.emit("client.start", {**USER, "authorization": wrong})
        assert (await client.next("error"))[0]["code"] == "unauthorized"
    assert await start(client, authorization="VF.DM.abcdef") is True


async def test_verification_does_not_wait_for_its_own_loop() -> None:
    async with MockServer() as server:
        with pytest.raises(ServerError, match=r"asyncio\.to_thread"):
            server.verify.text("order", within=3)
        with pytest.raises(VerificationError):
            server.verify.text("order")


@pytest.mark.parametrize("what", ["end", "restart", "reset"])
async def test_a_rule_may_end_its_own_session(
    server: MockServer, node: WireClient, what: str
) -> None:
    def command(turn: object) -> Any:
        if what == "end":
            server.end_session(USER["userID"], "enough")
        elif what == "restart":
            server.restart()
        else:
            server.reset()
        return text("said before")

    server.on.text("stop").reply(command)
    await ready(node)
    events = await act(node, {"type": "text", "payload": "stop"})
    assert messages(events) == ["said before"]
    if what == "end":
        assert await node.next("session.ended") == [{"reason": "enough"}]
    elif what == "restart":
        assert await node.next("server.restart") == [{}]


async def test_a_user_id_may_have_a_lone_surrogate(node: WireClient) -> None:
    await ready(node, userID="\ud800")
    assert await say(node, "hello") == ["Hello to you."]


@pytest.mark.parametrize("frame", ["", "x", "garbage", "9"])
async def test_a_websocket_frame_that_is_no_packet_closes_its_connection(
    server: MockServer, node: WireClient, frame: str
) -> None:
    await ready(node)
    address = f"{server.url}/v4/interact/socket/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        await socket.receive()
        await socket.send_str("40")
        await socket.receive()
        await socket.send_str(frame)
        async with asyncio.timeout(10):
            closed = await socket.receive()
        assert closed.type is aiohttp.WSMsgType.CLOSE
    assert await say(node, "hello") == ["Hello to you."]
    assert [entry.connection for entry in server.journal.notes("disconnect")] == ["c2"]


@pytest.mark.parametrize("body", [b"", b"x", b"9", b"\xff\xfe", b"3\x1e"])
async def test_a_post_that_is_no_packet_closes_its_connection(
    server: MockServer, node: WireClient, body: bytes
) -> None:
    await ready(node)
    async with aiohttp.ClientSession(server.url) as session:
        opened = await session.get(POLLING)
        sid = (await opened.text()).partition('"sid":"')[2].partition('"')[0]
        here = f"{POLLING}&sid={sid}"
        await (await session.post(here, data=b"40")).read()
        assert (await session.post(here, data=body)).status == 400
        async with asyncio.timeout(10):
            assert (await session.get(here)).status in (200, 400)
            assert (await session.get(here)).status == 400
    assert await say(node, "hello") == ["Hello to you."]


async def test_a_text_in_place_of_a_binary_attachment_closes_the_connection(
    server: MockServer, make_client: ClientFactory
) -> None:
    client = make_client("node")
    await client.connect_via(server.url, "websocket", reconnection=False)
    await client.write_raw('51-["client.start",{"_placeholder":true,"num":0}]')
    await client.write_raw('2["client.start",{}]')
    assert await client.wait_disconnect() == "transport lost"


def test_invalid_settings_are_refused_at_once() -> None:
    for wrong in ({"ping_interval": "soon"}, {"max_payload": None}, {"journal_limit": "x"}):
        with pytest.raises(SettingError):
            MockServer(**wrong)


def test_a_stopped_server_is_freed_from_memory() -> None:
    with MockServer() as server:
        gone = weakref.ref(server)
    del server
    gc.collect()
    assert gone() is None
