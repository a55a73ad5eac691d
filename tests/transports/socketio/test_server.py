"""The Socket.IO server: what it takes, and what it closes the connection for."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.clients.base import PATH
from tests.journal import noted
from tests.transports.raw import START, Polling, exchange
from tests.wire.leftovers import on_loop, transports
from vfmock import MockServer
from vfmock.transports.socketio.server import Namespace, Socket


async def test_a_client_that_does_not_poll_is_closed_too(
    monkeypatch: pytest.MonkeyPatch, server: MockServer
) -> None:
    monkeypatch.setattr("vfmock.transports.engineio.polling.NEXT_POLL", 0.01)
    async with Polling(server.url) as client:
        await client.connect()
        await client.post(START)
        server.restart()
        await noted(server, "disconnect")
        assert await client.post('42["session.create",{}]') == 400
        async with client.http.get(client.url) as response:
            assert response.status == 400


@pytest.mark.parametrize(
    "frame",
    [
        "42[]",
        "42{}",
        '42["connect"]',
        "49",
        "4x",
        "40",
        '42/chat,["a"]',
        '451-["a",{"_placeholder":true,"num":1}]\x1ebAA==',
        '451-["a",{"_placeholder":true,"num":0}]\x1e42["b"]',
        "bAA==",
    ],
)
async def test_a_malformed_packet_closes_the_polling_connection(
    server: MockServer, frame: str
) -> None:
    async with Polling(server.url) as client:
        await client.connect()
        assert await client.post(*frame.split("\x1e")) in (200, 400)
        async with client.http.get(client.url) as response:
            assert await response.text() == "1"
        await noted(server, "disconnect")
        async with client.http.get(client.url) as response:
            assert response.status == 400


async def test_an_event_before_a_namespace_is_joined_closes_the_connection(
    server: MockServer,
) -> None:
    async with Polling(server.url) as client:
        (packet,) = await client.poll()
        client.url = f"{client.base}&sid={json.loads(packet[1:])['sid']}"
        assert await client.post('42["a"]') == 200
        assert await client.poll() == ["1"]


async def test_a_client_has_some_time_to_join_a_namespace(
    monkeypatch: pytest.MonkeyPatch, server: MockServer
) -> None:
    monkeypatch.setattr("vfmock.transports.socketio.server.CONNECT_TIMEOUT", 0.01)
    async with aiohttp.ClientSession() as http:
        url = f"{server.url}{PATH}/?EIO=4&transport=websocket"
        async with http.ws_connect(url) as silent, http.ws_connect(url) as joined:
            await joined.receive_str()
            await joined.send_str("40")
            assert (await joined.receive_str()).startswith("40")
            await silent.receive_str()
            closed = await asyncio.wait_for(silent.receive(), 20)
            assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 0)
            await joined.send_str(START)
            assert "client.started" in await joined.receive_str()


class Chat(Namespace):
    """Answers what comes with an acknowledgement, and says goodbye."""

    def event(self, socket: Socket, name: str, arguments: list[Any], ack: int | None) -> None:
        if ack is not None:
            socket.acknowledge(ack, name, *arguments)
        else:
            socket.emit(name, *arguments)
            socket.disconnect()


async def test_a_client_may_join_several_namespaces(server: MockServer) -> None:
    (transport,) = transports(server)
    on_loop(server, lambda: transport.sockets.namespaces.update({"/chat": Chat()}))
    async with Polling(server.url) as client:
        await client.connect()
        await client.post("40/chat,", '42/chat,7["a",1]', '42/chat,["b"]', START)
        packets = await client.poll()
    assert packets[0].startswith('40/chat,{"sid":')
    assert packets[1:4] == ['43/chat,7["a",1]', '42/chat,["b"]', "41/chat,"]
    assert "client.started" in packets[4]


async def test_a_silent_websocket_does_not_prevent_the_server_from_stopping() -> None:
    async with aiohttp.ClientSession() as http:
        async with MockServer() as server:
            url = f"{server.url}{PATH}/?EIO=4&transport=websocket"
            socket = await http.ws_connect(url)
            await socket.receive_str()
        assert (await asyncio.wait_for(socket.receive(), 20)).type in (
            aiohttp.WSMsgType.CLOSE,
            aiohttp.WSMsgType.CLOSED,
        )
        await socket.close()


async def test_a_client_cut_off_in_a_request_does_no_harm(server: MockServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(
        f"POST {PATH}/?EIO=4&sid=x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n4".encode()
    )
    writer.write_eof()
    assert await asyncio.wait_for(reader.read(), 20) == b""
    writer.close()
    await writer.wait_closed()
    request = b"GET /__vfmock/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert (await exchange(server.port, request)).startswith(b"HTTP/1.1 200")
