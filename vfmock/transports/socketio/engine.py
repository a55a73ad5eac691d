"""The Engine.IO server below Socket.IO. It accepts what the Node.js server accepts."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from enum import Enum
from functools import partial
from typing import Any

import engineio
from aiohttp import web
from engineio import packet
from engineio.payload import Payload

from vfmock.core.faults.base import WriteShape
from vfmock.core.faults.connect_outcome import Attempt, ConnectOutcome, Respond
from vfmock.core.faults.triggers import HANDSHAKE, UPGRADE
from vfmock.runtime.clock import Clock
from vfmock.transports import requests
from vfmock.transports.refusals import (
    Refusals,
    handshake_problem,
    wrong_connection,
    wrong_packet,
)
from vfmock.transports.socketio.queue import SizedQueue
from vfmock.transports.socketio.websocket import StrictWebSocket, is_packet

SEPARATOR = b"\x1e"
JSONP = b"d="
NOOP = b"6"


REMEMBERED = 1000
"""How many ids of connections are remembered, to tell one that is over from one of another server.
"""


class Fate(Enum):
    """What happens to the requests of a polling connection that a fault has broken."""

    SILENT = "never answered"
    BROKEN = "answered with HTTP 500"
    LINGERING = "never told of the end"


class Engine(engineio.AsyncServer):  # type: ignore[misc]
    """python-engineio with what faults need, and with corrections where it falls short of Node's.

    A POST is read whole, even if the network cut it. A POST with more packets than
    ``Payload.max_decode_packets`` is fed in parts instead of lost. A websocket has no compression,
    because it costs 100 kB of memory for each connection. The tasks end with the engine: otherwise
    a heartbeat would sleep on in the loop that started the server.

    ``outcomes_of`` gives the outcomes of an attempt to connect. ``new_id`` makes the ids of
    connections. ``refusals`` explains the clients that can't connect.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        outcomes_of: Callable[[Attempt], list[ConnectOutcome]],
        new_id: Callable[[], str],
        refusals: Refusals,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.clock = clock
        self.refusals = refusals
        self.fates: dict[str, Fate] = {}
        self.shapes: dict[str, WriteShape] = {}
        self.draining = False
        self._outcomes_of = outcomes_of
        self._new_id = new_id
        self._made: deque[str] = deque(maxlen=REMEMBERED)
        self._async: dict[str, Any] = {**self._async, "websocket": StrictWebSocket}
        self._tasks: set[asyncio.Future[Any]] = set()
        self._heartbeats: dict[str, asyncio.Future[Any]] = {}

    def start_background_task(
        self, target: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **kwargs: Any
    ) -> asyncio.Future[Any]:
        """Start a task, and keep it until it is done."""
        task = asyncio.ensure_future(target(*args, **kwargs))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if getattr(target, "__name__", "") == "_send_ping":
            self._heartbeats[target.__self__.sid] = task  # type: ignore[attr-defined]
        return task

    def expect_the_end(self, sid: str) -> None:
        """Send no more heartbeats, and drop a client when it must have noticed.

        A polling client leaves without a message, and there is no heartbeat answer that could be
        missing.
        """
        self._stop_heartbeat(sid)
        self._heartbeats[sid] = self.start_background_task(self._give_up, sid)

    async def _give_up(self, sid: str) -> None:
        await asyncio.sleep(self.ping_interval + 2 * self.ping_timeout)
        socket = self.sockets.get(sid)
        del self._heartbeats[sid]  # otherwise the next lines would cancel this task
        self.fates.pop(sid, None)
        if socket is not None:
            await socket.close(wait=False, abort=True, reason=self.reason.PING_TIMEOUT)
            socket.queue.put_nowait(None)
            self.sockets.pop(sid, None)

    def forget(self, sid: str) -> None:
        """End the heartbeat of a closed connection: it would sleep on for ``ping_interval``."""
        self.shapes.pop(sid, None)
        self._stop_heartbeat(sid)

    def _stop_heartbeat(self, sid: str) -> None:
        heartbeat = self._heartbeats.pop(sid, None)
        if heartbeat is not None:
            heartbeat.cancel()

    def create_queue(self, *args: Any, **kwargs: Any) -> SizedQueue:
        """Make the queue of a connection."""
        return SizedQueue(*args, **kwargs)

    def generate_id(self) -> str:
        """A new id of a connection. It comes from the seed, like every other id."""
        sid = self._new_id()
        self._made.append(sid)
        return sid

    async def shutdown(self) -> None:
        """End every task."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        """Answer a request of any transport."""
        problem = handshake_problem(request)
        if problem is not None:
            self.refusals.add(problem.text)
            return problem.response(dict(self._cors_of(request)))
        attempt = _attempt(request)
        if attempt is not None:
            refusal = [requests.GOING] if self.draining and attempt.trigger == HANDSHAKE else []
            outcomes = refusal or self._outcomes_of(attempt)
            if outcomes:
                cors = dict(self._cors_of(request))
                refused = await requests.carry_out(
                    outcomes, request, self.clock, partial(requests.plain, headers=cors)
                )
                if refused is not None:
                    self._log_refusal(attempt, outcomes)
                    return refused
        sid = request.query.get("sid", "")
        if sid and sid not in self.sockets and sid not in self._made:
            self.refusals.add(wrong_connection(sid))
        if self.fates.get(sid) is Fate.SILENT:
            await self._never_answer(sid)
        if request.method == "POST":
            return await self._handle_post(request)
        response = await self._handle(_without_extensions(request))
        if _is_cut(request):
            self.fates.pop(sid, None)
            return response
        return await self._meet_fate(sid, request, response)

    def _log_refusal(self, attempt: Attempt, outcomes: Sequence[ConnectOutcome]) -> None:
        """Log what a fault has done to an attempt to connect; the journal has it as the fault."""
        for outcome in outcomes:
            if isinstance(outcome, Respond):
                what = f"{attempt.trigger} by {attempt.transport}"
                self.refusals.log(f"{what}: HTTP {outcome.status}, {outcome.text}")

    def _cors_of(self, request: web.Request) -> list[tuple[str, str]]:
        """The headers without which a browser may not read the answer."""
        environ = self._async["translate_request"](request)
        headers: list[tuple[str, str]] = self._cors_headers(environ)
        return headers

    async def _never_answer(self, sid: str) -> None:
        try:
            await requests.never()
        finally:
            self.fates.pop(sid, None)

    async def _meet_fate(
        self, sid: str, request: web.Request, response: web.StreamResponse
    ) -> web.StreamResponse:
        """Answer a poll as the faults of its connection say."""
        fate = self.fates.get(sid)
        if fate is Fate.SILENT or (fate is Fate.LINGERING and response.status != 200):
            await self._never_answer(sid)
        if fate is Fate.BROKEN and not _has_messages(response):
            del self.fates[sid]
            headers = dict(self._cors_of(request))
            return web.Response(status=500, text="the server failed", headers=headers)
        shape = self.shapes.get(sid)
        if shape is None or not isinstance(response, web.Response):
            return response
        return await requests.pour(request, response, shape, self.clock)

    async def _handle_post(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await requests.read(request)
        except requests.UnreadableBody as error:
            return web.Response(status=error.status, text=str(error))
        packets = body.split(SEPARATOR)
        if not all(map(is_packet, packets)) and not body.startswith(JSONP):
            await self.close_malformed(request.query.get("sid", ""))
            self.refusals.add(wrong_packet(body))
            return web.Response(status=400, text="malformed packet")
        most = Payload.max_decode_packets
        parts = [SEPARATOR.join(packets[i : i + most]) for i in range(0, len(packets), most)]
        for part in parts[:-1]:
            response = await self._handle(_Buffered(request, part))
            if response.status != 200:
                return response
        return await self._handle(_Buffered(request, parts[-1]))

    async def close_malformed(self, sid: str) -> None:
        """Close a connection whose client sends an invalid packet, as Node's server does."""
        socket = self.sockets.get(sid)
        if socket is not None:
            await socket.close(wait=False, abort=True, reason="parse error")
            socket.queue.put_nowait(packet.Packet(packet.NOOP))
            socket.queue.put_nowait(None)

    async def _handle(self, request: web.Request | _Buffered) -> web.StreamResponse:
        try:
            response: web.StreamResponse = await super().handle_request(request)
        except KeyError as error:  # python-engineio finds the connection closed
            return web.Response(status=400, text=str(error.args[0]))
        return response


def _attempt(request: web.Request) -> Attempt | None:
    """The attempt to connect that a request makes, if it makes one."""
    if request.method != "GET":
        return None
    upgrades = request.headers.get("Upgrade", "").lower() == "websocket"
    transport = "websocket" if upgrades else "polling"
    if "sid" not in request.query:
        return Attempt(trigger=HANDSHAKE, transport=transport)
    return Attempt(trigger=UPGRADE, transport=transport) if upgrades else None


def _is_cut(request: web.Request) -> bool:
    """Whether nobody waits for the answer of a request any more.

    If its client is gone, a request is cancelled. But python-engineio's poll takes this for the
    end of its queue, and goes on.
    """
    return request.transport is None or request.transport.is_closing()


def _has_messages(response: web.StreamResponse) -> bool:
    """Whether the answer to a poll holds more than "there is nothing"."""
    return response.status == 200 and isinstance(response, web.Response) and response.body != NOOP


class _Buffered:
    """A request whose body is already read, with what python-engineio's aiohttp driver needs."""

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
    """The request without the websocket extensions that the client offered."""
    if "Sec-WebSocket-Extensions" not in request.headers:
        return request
    headers = request.headers.copy()
    headers.popall("Sec-WebSocket-Extensions")
    return request.clone(headers=headers)
