"""The Engine.IO server beneath Socket.IO, held to what the Node.js server takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import engineio
from aiohttp import web
from engineio import packet
from engineio.async_drivers.aiohttp import WebSocket
from engineio.payload import Payload

SEPARATOR = b"\x1e"
JSONP = b"d="
PACKET_STARTS = frozenset(bytes([character]) for character in b"0123456b")


class Engine(engineio.AsyncServer):  # type: ignore[misc]
    """python-engineio with four differences, each of them where it falls short of Node's server.

    A POST is read whole however the network cut it; one with more packets than
    ``Payload.max_decode_packets`` is fed in parts instead of lost; and no compression is agreed on
    a websocket, for it costs 100 kB of memory a connection. Its tasks end with it: else a heartbeat
    would sleep on in the loop of whoever started the server.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._async: dict[str, Any] = {**self._async, "websocket": _StrictWebSocket}
        self._tasks: set[asyncio.Future[Any]] = set()

    def start_background_task(
        self, target: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **kwargs: Any
    ) -> asyncio.Future[Any]:
        """Start a task, and keep it until it is done."""
        task = asyncio.ensure_future(target(*args, **kwargs))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def shutdown(self) -> None:
        """End every task."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        """Answer a request of any transport."""
        if request.method == "POST":
            return await self._handle_post(request)
        return await self._handle(_without_extensions(request))

    async def _handle_post(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        packets = body.split(SEPARATOR)
        if not all(map(_is_packet, packets)) and not body.startswith(JSONP):
            await self.close_malformed(request.query.get("sid", ""))
            return web.Response(status=400, text="malformed packet")
        most = Payload.max_decode_packets
        parts = [SEPARATOR.join(packets[i : i + most]) for i in range(0, len(packets), most)]
        for part in parts[:-1]:
            response = await self._handle(_Buffered(request, part))
            if response.status != 200:
                return response
        return await self._handle(_Buffered(request, parts[-1]))

    async def close_malformed(self, sid: str) -> None:
        """Close a connection whose client sends what is no packet, as Node's server does."""
        socket = self.sockets.get(sid)
        if socket is not None:
            await socket.close(wait=False, abort=True, reason="parse error")
            socket.queue.put_nowait(packet.Packet(packet.NOOP))
            socket.queue.put_nowait(None)

    async def _handle(self, request: web.Request | _Buffered) -> web.StreamResponse:
        try:
            response: web.StreamResponse = await super().handle_request(request)
        except KeyError as error:  # how python-engineio finds out that it has closed the connection
            return web.Response(status=400, text=str(error.args[0]))
        return response


class _StrictWebSocket(WebSocket):  # type: ignore[misc]
    """A websocket that is over when a frame comes that is no packet."""

    async def wait(self) -> Any:
        """The next frame; ``OSError`` is how python-engineio hears of the end."""
        frame = await super().wait()
        if isinstance(frame, str) and not _is_packet(frame.encode("utf-8", "surrogatepass")):
            raise OSError("malformed packet")
        return frame


def _is_packet(encoded: bytes) -> bool:
    """Whether it starts as a packet does (Engine.IO protocol, "Packet encoding"), in UTF-8."""
    try:
        encoded.decode()
    except UnicodeDecodeError:
        return False
    return encoded[:1] in PACKET_STARTS


class _Buffered:
    """A request whose body is at hand: what python-engineio's aiohttp driver reads of one."""

    def __init__(self, request: web.Request, body: bytes) -> None:
        self._request = request
        self._body = body
        self.content = self
        self.headers = {**request.headers, "Content-Length": str(len(body))}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)

    async def read(self, size: int = -1) -> bytes:
        """The whole body."""
        return self._body


def _without_extensions(request: web.Request) -> web.Request:
    """The request without the websocket extensions that the client offers."""
    if "Sec-WebSocket-Extensions" not in request.headers:
        return request
    headers = request.headers.copy()
    headers.popall("Sec-WebSocket-Extensions")
    return request.clone(headers=headers)
