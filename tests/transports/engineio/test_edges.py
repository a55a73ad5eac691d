"""Requests and frames at the edges of Engine.IO: what is rare, late, cut, or sent at once."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from tests.clients.base import PATH
from tests.journal import entered
from tests.transports.raw import QUERY, START, Polling, say
from tests.wire.leftovers import server_is_empty, tasks
from vfmock import MockServer, text

CREATE = '42["session.create",{}]'
HANDSHAKE = (
    f"GET {PATH}/?EIO=4&transport=websocket%s HTTP/1.1\r\nHost: localhost\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def masked(packet: str) -> bytes:
    """A packet in the frame of a client. It is short."""
    data = packet.encode()
    return bytes([0x81, 0x80 | len(data), 0, 0, 0, 0]) + data


async def rest(reader: asyncio.StreamReader) -> bytes:
    """Everything until the server ends the TCP connection."""
    return await asyncio.wait_for(reader.read(), 20)


async def test_an_empty_sid_is_none_for_faults_too(server: MockServer) -> None:
    server.faults.add({"http error": {"status": 503}}, times=1)
    async with aiohttp.ClientSession() as http:
        url = f"{server.url}{PATH}/?{QUERY}&sid="
        async with http.get(url) as response:
            assert response.status == 503
        async with http.get(url) as response:
            assert response.status == 200
        for host in server._live().hosts:
            host.drain()
        async with http.get(url) as response:
            assert response.status == 503


async def test_a_plain_request_to_a_websocket_is_refused(server: MockServer) -> None:
    async with aiohttp.ClientSession() as http:
        url = f"{server.url}{PATH}/?EIO=4&transport=websocket"
        async with http.ws_connect(url) as socket:
            sid = json.loads((await socket.receive_str())[1:])["sid"]
            async with http.get(f"{url}&sid={sid}") as response:
                assert response.status == 400
                assert (await response.json())["code"] == 3
            await socket.send_str("40")
            assert (await socket.receive_str()).startswith("40")


async def test_a_websocket_of_an_origin_that_is_no_text_is_opened(server: MockServer) -> None:
    before = tasks(server)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write((HANDSHAKE % "").encode() + b"Origin: http://\xff\r\n\r\n")
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    assert head.startswith(b"HTTP/1.1 101")
    assert b"Access-Control-Allow-Origin: http://\xff\r\n" in head
    writer.close()
    await writer.wait_closed()
    await server_is_empty(server, before)


async def test_what_comes_with_the_request_for_a_websocket_is_read(server: MockServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(f"{HANDSHAKE % ''}\r\n".encode() + masked("40") + masked(START))
    await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    assert b"client.started" in await asyncio.wait_for(reader.readuntil(b'"client.started"'), 20)
    writer.close()


async def test_a_client_that_does_not_answer_a_close_frame_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, server: MockServer
) -> None:
    monkeypatch.setattr("vfmock.transports.engineio.websocket.PATIENCE", 0.01)
    before = tasks(server)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(f"{HANDSHAKE % ''}\r\n".encode() + masked("x"))
    assert (await rest(reader)).endswith(b"\x88\x00")
    await server_is_empty(server, before)
    writer.close()


async def test_a_client_that_sends_on_after_a_breach_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, server: MockServer
) -> None:
    monkeypatch.setattr("vfmock.transports.engineio.websocket.REST", 0.01)
    before = tasks(server)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(f"{HANDSHAKE % ''}\r\n".encode() + b"\x83\x80\0\0\0\0" + masked("40"))
    assert (await rest(reader)).endswith(b"\x88\x02\x03\xea")
    await server_is_empty(server, before)
    writer.close()


async def test_an_upgrade_that_is_not_completed_is_given_up(
    monkeypatch: pytest.MonkeyPatch, server: MockServer
) -> None:
    monkeypatch.setattr("vfmock.transports.engineio.upgrade.BOUND", 0.01)
    async with Polling(server.url) as client:
        await client.connect()
        url = client.url.replace("polling", "websocket")
        async with client.http.ws_connect(url) as socket:
            closed = await asyncio.wait_for(socket.receive(), 20)
            assert closed.type is aiohttp.WSMsgType.CLOSE
        await client.post(START)
        assert [name for name, _ in await client.events(1)] == ["client.started"]


async def test_a_client_that_does_not_poll_when_the_server_stops_is_disconnected_by_it() -> None:
    server = MockServer()
    server.on.text().reply(text("unread"))
    with server:
        async with Polling(server.url) as client:
            await client.connect()
            await client.post(START, CREATE, say("hi", "1"))
            await entered(server, lambda entry: entry.name == "action.trace")
            await asyncio.to_thread(server.stop)
    assert [note.payload for note in server.journal.notes("disconnect")] == ["server disconnect"]
