"""The Engine.IO server: what it takes and what it answers, request by request."""

from __future__ import annotations

import asyncio
import json
import re
import time

import aiohttp
import pytest

from tests.clients.base import PATH
from tests.journal import noted
from tests.transports.raw import QUERY, START, Polling, exchange, say
from vfmock import MockServer

ORIGIN = "https://shop.example"


async def ready(client: Polling) -> None:
    """Connect and make a session."""
    await client.connect()
    assert await client.post(START, '42["session.create",{}]') == 200
    assert [name for name, _ in await client.events(2)] == ["client.started", "session.created"]


@pytest.mark.parametrize("count", [16, 40, 100])
async def test_a_post_with_many_packets_arrives_whole_and_in_order(
    server: MockServer, count: int
) -> None:
    async with Polling(server.url) as client:
        await ready(client)
        words = [f"text {number}" for number in range(count)]
        assert await client.post(*(say(one, one) for one in words)) == 200
        events = await client.events(3 * count)
    traces = [payload["trace"] for name, payload in events if name == "action.trace"]
    assert [trace["payload"]["message"] for trace in traces] == words
    received = [entry.payload["messageID"] for entry in server.journal.received("action.send")]
    assert received == words


async def test_packets_after_a_malformed_packet_are_ignored(server: MockServer) -> None:
    async with Polling(server.url) as client:
        await ready(client)
        packets = [say("before", "1"), "42[]", *[say("after", str(n)) for n in range(40)], "42[]"]
        begun = time.monotonic()
        assert await client.post(*packets) in (200, 400)
        assert time.monotonic() - begun < 10, "each malformed packet would wait a second"
        await client.poll()
        await noted(server, "disconnect")
        assert await client.post(say("later", "41")) == 400
    server.verify.text("before", times=1)
    server.verify.action(times=1)


@pytest.mark.parametrize("body", [b"", b"9x", b"x", b"3\x1e", b"4\xff", b"42[]\x1ex"])
async def test_a_text_that_is_no_packet_closes_the_connection(
    server: MockServer, body: bytes
) -> None:
    async with Polling(server.url) as client:
        await client.connect()
        async with client.http.post(client.url, data=body) as response:
            assert response.status == 400
        await noted(server, "disconnect")
        assert await client.post("40") == 400
        async with client.http.post(f"{client.base}&sid=unknown", data=body) as response:
            assert response.status == 400


@pytest.mark.parametrize("frame", ["", "9x", "x"])
async def test_a_frame_that_is_no_packet_closes_the_websocket(
    server: MockServer, frame: str
) -> None:
    async with aiohttp.ClientSession() as http:
        url = f"{server.url}{PATH}/?EIO=4&transport=websocket"
        async with http.ws_connect(url) as socket:
            await socket.receive_str()
            await socket.send_str("40")
            await socket.receive_str()
            await socket.send_str(frame)
            # Read the frame first: the server waits for the other half of the closing handshake.
            ending = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
            assert (await asyncio.wait_for(socket.receive(), 20)).type in ending
            await noted(server, "disconnect")


async def test_a_request_to_a_just_closed_connection_is_400_and_not_500(server: MockServer) -> None:
    async with Polling(server.url) as client:
        await client.connect()
        assert await client.post("41", "1") in (200, 400)
        assert await client.post("40") == 400
        assert await client.post("40") == 400


async def test_a_post_in_pieces_is_read_whole(server: MockServer) -> None:
    async with Polling(server.url) as client:
        await ready(client)
        body = say("ein langer Text mit ü", "cut").encode()
        path = client.url.removeprefix(server.url)
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        pieces = [body[start : start + 7] for start in range(0, len(body), 7)]
        answer = await exchange(server.port, head, *pieces)
        assert answer.startswith(b"HTTP/1.1 200")
        (_, trace, _) = await client.events(3)
    assert trace[1]["trace"]["payload"]["message"] == "ein langer Text mit ü"


async def test_a_chunked_post_without_a_length_is_taken(server: MockServer) -> None:
    async with Polling(server.url) as client:
        await ready(client)
        body = say("chunked", "c").encode()
        path = client.url.removeprefix(server.url)
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        chunks = [b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:9], body[9:])]
        assert (await exchange(server.port, head, *chunks, b"0\r\n\r\n")).startswith(
            b"HTTP/1.1 200"
        )
        assert [name for name, _ in await client.events(3)][1] == "action.trace"


@pytest.mark.parametrize("fault", ["half open", "ping timeout"])
async def test_a_silenced_connection_answers_neither_polls_nor_posts(
    server: MockServer, fault: str
) -> None:
    async with Polling(server.url) as client:
        await ready(client)
        server.faults.inject(fault, user="u")
        post = asyncio.create_task(client.post(say("hello", "1")))
        poll = asyncio.create_task(client.poll())
        done, waiting = await asyncio.wait([post, poll], timeout=0.3)
        if fault == "half open":
            assert not done, "nothing is answered, although the requests are taken"
        else:
            assert post in done, "only the heartbeats are withheld"
        for task in waiting:
            task.cancel()
        await asyncio.gather(post, poll, return_exceptions=True)
    async with Polling(server.url) as another:
        await ready(another)
    if fault == "half open":
        server.verify.no_actions()


async def test_a_post_that_is_too_large_is_413(server: MockServer) -> None:
    async with Polling(server.url) as client:
        await client.connect()
        assert await client.post("4" + "x" * 100_001) == 413


async def test_the_server_agrees_to_no_compression(server: MockServer) -> None:
    offer = (
        f"GET {PATH}/?EIO=4&transport=websocket HTTP/1.1\r\n"
        "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
    )
    answer = (await exchange(server.port, offer.encode())).decode()
    assert answer.startswith("HTTP/1.1 101")
    assert "sec-websocket-extensions" not in answer.lower()


async def test_the_handshake_has_the_values_of_the_settings() -> None:
    made = MockServer(ping_interval=7, ping_timeout=3, max_payload=1234)
    async with made as server, Polling(server.url) as client:
        handshake = await client.connect()
    assert handshake["pingInterval"] == 7000
    assert handshake["pingTimeout"] == 3000
    assert handshake["maxPayload"] == 1234
    assert handshake["upgrades"] == ["websocket"]


@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
async def test_the_path_works_with_and_without_a_slash(server: MockServer, path: str) -> None:
    async with Polling(server.url, path) as client:
        await ready(client)
    async with aiohttp.ClientSession() as http:
        url = f"{server.url}{path}?EIO=4&transport=websocket"
        async with http.ws_connect(url) as socket:
            packet = await asyncio.wait_for(socket.receive_str(), 20)
            assert re.fullmatch(r'0\{"sid":.*\}', packet)


async def test_a_browser_of_another_origin_may_send_credentials(server: MockServer) -> None:
    async with aiohttp.ClientSession(headers={"Origin": ORIGIN}) as http:
        async with http.get(f"{server.url}{PATH}/?{QUERY}") as response:
            assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
            assert response.headers["Access-Control-Allow-Credentials"] == "true"
            sid = json.loads((await response.text())[1:])["sid"]
        async with http.post(f"{server.url}{PATH}/?{QUERY}&sid={sid}", data="40") as response:
            assert response.status == 200
            assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
            assert response.headers["Access-Control-Allow-Credentials"] == "true"


async def test_a_preflight_is_answered(server: MockServer) -> None:
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    async with (
        aiohttp.ClientSession() as http,
        http.options(f"{server.url}{PATH}/?{QUERY}", headers=headers) as response,
    ):
        assert response.status == 204
        assert response.headers["Vary"] == "Origin"
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert response.headers["Access-Control-Allow-Credentials"] == "true"
        assert "POST" in response.headers["Access-Control-Allow-Methods"]
        assert response.headers["Access-Control-Allow-Headers"] == "content-type"


@pytest.mark.parametrize("query", ["transport=polling", "EIO=3&transport=polling", "EIO=4"])
async def test_another_protocol_is_refused(server: MockServer, query: str) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{server.url}{PATH}/?{query}") as response,
    ):
        assert response.status == 400


async def test_an_unknown_sid_is_refused(server: MockServer) -> None:
    async with Polling(server.url) as client:
        client.url = f"{client.base}&sid=unknown"
        assert await client.post("40") == 400
