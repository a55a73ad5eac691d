"""The Engine.IO server: it answers the requests of all connections as Node's server does."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import orjson
from aiohttp import web

from vfmock.core.faults.connect_outcome import Attempt, ConnectOutcome, Respond
from vfmock.core.faults.triggers import HANDSHAKE, UPGRADE
from vfmock.core.handshake import Handshake
from vfmock.runtime.clock import Clock
from vfmock.transports import cors, requests
from vfmock.transports.engineio import packets
from vfmock.transports.engineio.connection import (
    SERVER_DISCONNECT,
    Application,
    EngineConnection,
)
from vfmock.transports.engineio.errors import RequestError, check, query_of, websocket_error
from vfmock.transports.engineio.goodbye import GOING
from vfmock.transports.engineio.handover import hand_over
from vfmock.transports.engineio.jsonp import ScriptPolling
from vfmock.transports.engineio.polling import Polling
from vfmock.transports.engineio.upgrade import NOBODY, Upgrade
from vfmock.transports.engineio.websocket import WebSocket
from vfmock.transports.refusals import Refusals, wrong_packet
from vfmock.types import JSONObject

REMEMBERED = 1000
"""How many ids of connections are remembered, to tell one that is over from one of another server.
"""

METHODS = ("GET", "POST")
"""What a browser may send."""


class EngineServer:
    """Serves the clients of an application by polling and websocket.

    ``outcomes_of`` gives the outcomes of an attempt to connect. ``new_id`` makes the ids of
    connections. ``refusals`` explains the clients that can't connect. ``ping_interval`` and
    ``ping_timeout`` are in seconds, ``max_payload`` is in bytes. While it is ``draining``, it lets
    no new client in.
    """

    def __init__(
        self,
        application: Application,
        *,
        clock: Clock,
        outcomes_of: Callable[[Attempt], list[ConnectOutcome]],
        new_id: Callable[[], str],
        refusals: Refusals,
        ping_interval: float,
        ping_timeout: float,
        max_payload: int,
    ) -> None:
        self.application = application
        self.clock = clock
        self.refusals = refusals
        self.ping_interval = ping_interval
        self.ping_timeout = ping_timeout
        self.max_payload = max_payload
        self.draining = False
        self.connections: dict[str, EngineConnection] = {}
        self.websockets: set[WebSocket] = set()
        self._outcomes_of = outcomes_of
        self._new_id = new_id
        self._made: deque[str] = deque(maxlen=REMEMBERED)
        self._emptied: asyncio.Event | None = None

    # Requests.

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request of any transport."""
        if request.method == "OPTIONS":
            return cors.preflight(request, METHODS)
        upgrades = _upgrades(request)
        error = check(request, self.connections, upgrades=upgrades)
        if error is not None:
            return await self._refuse(request, error, upgrades)
        refused = await self._meet_faults(request, upgrades)
        if refused is not None:
            return refused
        connection = self.connections.get(_sid(request))
        if upgrades:
            return await self._serve_websocket(request, connection)
        if connection is None:
            return await self._open_polling(request)
        return await self._serve_polling(request, connection)

    async def _refuse(
        self, request: web.Request, error: RequestError, upgrades: bool
    ) -> web.StreamResponse:
        """Answer a request that is wrong, and explain it where a person can read it."""
        await requests.skip(request)
        if _sid(request) not in self._made:  # the requests of a connection may come after its end
            self.refusals.add(error.explanation)
        return error.response(cors.headers(request), upgrades=upgrades)

    async def _meet_faults(self, request: web.Request, upgrades: bool) -> web.StreamResponse | None:
        """What a fault answers to an attempt to connect; ``None``: nothing is in its way."""
        attempt = _attempt(request, upgrades)
        if attempt is None:
            return None
        refusal = [requests.GOING] if self.draining and attempt.trigger == HANDSHAKE else []
        outcomes = refusal or self._outcomes_of(attempt)
        if not outcomes:
            return None
        plain = partial(requests.plain, headers=cors.headers(request))
        refused = await requests.carry_out(outcomes, request, self.clock, plain)
        if refused is not None:
            self._log(attempt, outcomes)
        return refused

    def _log(self, attempt: Attempt, outcomes: Sequence[ConnectOutcome]) -> None:
        """Log what a fault has done to an attempt to connect; the journal has it as the fault."""
        for outcome in outcomes:
            if isinstance(outcome, Respond):
                what = f"{attempt.trigger} by {attempt.transport}"
                self.refusals.log(f"{what}: HTTP {outcome.status}, {outcome.text}")

    async def _open_polling(self, request: web.Request) -> web.StreamResponse:
        connection = self._connection(request, "polling")
        number = query_of(request).get("j")
        if number is None:
            polling = Polling(connection, self.clock)
        else:
            polling = ScriptPolling(connection, self.clock, number)
        connection.open(polling, ["websocket"])
        return await polling.poll(request)

    async def _serve_polling(
        self, request: web.Request, connection: EngineConnection
    ) -> web.StreamResponse:
        polling = connection.transport
        assert isinstance(polling, Polling)
        if connection.is_over:
            await polling.never()
        if request.method == "GET":
            return await polling.poll(request)
        if request.method == "POST":
            return await polling.post(request)
        return web.Response(status=500, headers=cors.headers(request))

    async def _serve_websocket(
        self, request: web.Request, connection: EngineConnection | None
    ) -> web.StreamResponse:
        error = websocket_error(request)
        if error is not None:
            return await self._refuse(request, error, upgrades=True)
        websocket = WebSocket(clock=self.clock, largest=self.max_payload, gone=self._is_gone)
        try:
            tcp, early = hand_over(request, websocket)
        except ConnectionError:
            return _taken()
        self.websockets.add(websocket)
        if connection is None:
            opened = self._connection(request, "websocket")
            websocket.begin(tcp, opened)
            opened.open(websocket, [])
            opened.flush()
        elif connection.upgrading or not connection.transport.waits_for_requests:
            websocket.begin(tcp, NOBODY)  # Node's server accepts it, and closes it at once
            websocket.close()
        else:
            websocket.begin(tcp, Upgrade(connection, websocket))
        if early:
            websocket.data_received(early)
        return _taken()

    def _connection(self, request: web.Request, transport: str) -> EngineConnection:
        """Make the connection of a first request."""
        sid = self._new_id()
        self._made.append(sid)
        connection = EngineConnection(self, sid, _handshake(request, transport))
        self.connections[sid] = connection
        return connection

    def handshake_packet(self, sid: str, upgrades: list[str]) -> bytes:
        """The first packet of a connection (Engine.IO protocol, "Handshake")."""
        told = {
            "sid": sid,
            "upgrades": upgrades,
            "pingInterval": round(self.ping_interval * 1000),
            "pingTimeout": round(self.ping_timeout * 1000),
            "maxPayload": self.max_payload,
        }
        return packets.OPEN + orjson.dumps(told)

    # What connections tell.

    def forget(self, connection: EngineConnection) -> None:
        """A connection is over, and its requests are unknown from now on."""
        self.connections.pop(connection.sid, None)

    def explain_packet(self, packet: str | bytes, problem: object) -> None:
        """A connection is closed because of what its client sent."""
        self.refusals.add(wrong_packet(packet, problem))

    def _is_gone(self, websocket: WebSocket) -> None:
        self.websockets.discard(websocket)
        if not self.websockets and self._emptied is not None:
            self._emptied.set()

    # The end.

    async def stop(self, grace: float) -> None:
        """Close every connection. Clients have ``grace`` seconds to agree to it."""
        for websocket in list(self.websockets):
            websocket.release()
        for connection in list(self.connections.values()):
            connection.end(GOING)
        await asyncio.sleep(0)  # the ends begin
        if self.websockets:
            self._emptied = asyncio.Event()
            try:
                await asyncio.wait_for(self._emptied.wait(), grace)
            except TimeoutError:
                for websocket in list(self.websockets):
                    websocket.abort()
        for connection in list(self.connections.values()):
            connection.give_up(SERVER_DISCONNECT)


def _sid(request: web.Request) -> str:
    """The connection that a request names, or nothing."""
    return query_of(request).get("sid", "")


def _upgrades(request: web.Request) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"


def _attempt(request: web.Request, upgrades: bool) -> Attempt | None:
    """The attempt to connect that a request makes, if it makes one."""
    if request.method != "GET":
        return None
    transport = "websocket" if upgrades else "polling"
    if not _sid(request):
        return Attempt(trigger=HANDSHAKE, transport=transport)
    return Attempt(trigger=UPGRADE, transport=transport) if upgrades else None


def _handshake(request: web.Request, transport: str) -> Handshake:
    """What a client's first request carried."""
    return Handshake.of(
        transport=transport,
        address=request.remote or "",
        query=_gathered(request.query.items()),
        headers=_gathered((name.lower(), value) for name, value in request.headers.items()),
    )


def _gathered(pairs: Iterable[tuple[str, str]]) -> JSONObject:
    """The value of each name, or a list if a name came several times."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _taken() -> web.Response:
    """The answer to a request whose TCP connection is not aiohttp's any more. It goes nowhere."""
    return web.Response(status=101)
