"""The transport, and the internals of python-socketio and python-engineio that it relies on.

``SocketOutbox`` puts packets into the queue of an Engine.IO socket by itself, which is three times
as fast as ``emit``. The pins say what has to be looked at when the bound of a dependency is raised.
"""

from __future__ import annotations

import asyncio
import inspect

import aiohttp
import engineio
import pytest
import socketio
from engineio.async_socket import AsyncSocket
from engineio.payload import Payload
from socketio.packet import Packet

from tests.clients.base import PATH
from tests.journal import noted
from tests.runtime.bench import Bench
from tests.transports.raw import START, Polling, exchange
from vfmock import MockServer
from vfmock.runtime.clock import MockClock
from vfmock.transports.refusals import Refusals
from vfmock.transports.socketio.outbox import SocketOutbox
from vfmock.transports.socketio.transport import SocketServer


def make_server() -> SocketServer:
    return SocketServer(
        async_mode="aiohttp",
        clock=MockClock(),
        outcomes_of=lambda attempt: [],
        new_id=lambda: "sid",
        refusals=Refusals(Bench().world.notes),
    )


async def test_an_engine_io_socket_has_the_internals_that_are_used() -> None:
    engine = engineio.AsyncServer(async_mode="aiohttp")
    assert engine.sockets == {}
    socket = AsyncSocket(engine, "sid")
    assert (socket.closed, socket.upgraded) == (False, False)
    assert isinstance(socket.queue, asyncio.Queue)
    socket.queue.put_nowait("packet")
    assert await socket.queue.get() == "packet"
    socket.queue.task_done()
    await asyncio.wait_for(socket.queue.join(), 10)
    assert {"wait", "abort"} <= set(inspect.signature(socket.close).parameters)


def test_the_socket_io_server_has_the_internals_that_are_used() -> None:
    server = make_server()
    for name in (
        "_handle_eio_connect",
        "_handle_connect",
        "_handle_eio_message",
        "_handle_eio_disconnect",
        "_send_packet",
        "_engineio_server_class",
    ):
        assert callable(getattr(socketio.AsyncServer, name))
    assert callable(server.manager.eio_sid_from_sid)
    assert server.not_handled is not None
    assert server.reason.CLIENT_DISCONNECT == "client disconnect"
    assert isinstance(Payload.max_decode_packets, int)
    assert callable(Packet.data_is_binary)
    assert callable(Packet.reconstruct_binary)


async def test_an_event_to_a_socket_that_is_gone_is_dropped() -> None:
    server = make_server()
    outbox = SocketOutbox(server, "gone", "gone")
    outbox.send("event", {})
    await server.close_engine("gone")
    socket = AsyncSocket(server.eio, "closed")
    socket.closed = True
    server.eio.sockets["closed"] = socket
    SocketOutbox(server, "closed", "closed").send("event", {})
    assert socket.queue.empty()


async def test_events_are_queued_in_order() -> None:
    server = make_server()
    server.eio.sockets["sid"] = socket = AsyncSocket(server.eio, "sid")
    outbox = SocketOutbox(server, "sid", "sid")
    for number in range(3):
        outbox.send("event", number)
    frames = [socket.queue.get_nowait().encode() for _ in range(3)]
    assert frames == [f'42["event",{number}]' for number in range(3)]


async def test_a_client_that_does_not_poll_is_closed_too(
    monkeypatch: pytest.MonkeyPatch, server: MockServer
) -> None:
    monkeypatch.setattr("vfmock.transports.socketio.transport.NEXT_POLL", 0.01)
    async with Polling(server.url) as client:
        await client.connect()
        await client.post(START)
        server.restart()
        await noted(server, "disconnect")
        assert await client.post('42["session.create",{}]') == 400
        async with client.http.get(client.url) as response:
            assert response.status == 400


async def test_an_event_from_a_connection_that_is_gone_is_dropped(server: MockServer) -> None:
    """The transport may still hand over what it had read before the disconnect."""
    (transport,) = server._live().hosts[0]._sockets.values()
    assert transport._on_event("client.start", "gone", {}) is transport._server.not_handled
    transport._on_disconnect("gone", "transport close")
    assert len(server.journal) == 0


@pytest.mark.parametrize(
    "frame",
    [
        "42[]",
        "42{}",
        '42["connect"]',
        "49",
        "4x",
        '451-["a",{"_placeholder":true,"num":1}]\x1ebAA==',
    ],
)
async def test_a_malformed_packet_closes_the_polling_connection(
    server: MockServer, frame: str
) -> None:
    async with Polling(server.url) as client:
        await client.connect()
        assert await client.post(*frame.split("\x1e")) in (200, 400)
        await noted(server, "disconnect")
        async with client.http.get(client.url) as response:
            assert response.status in (200, 400)
        async with client.http.get(client.url) as response:
            assert response.status == 400


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
