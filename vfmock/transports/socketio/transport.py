"""The transport: Socket.IO clients on one side, the runtime on the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import socketio
from aiohttp import web
from engineio import packet as engine_packet
from socketio import packet

from vfmock.core.faults.connect_outcome import Attempt, RefuseNamespace
from vfmock.core.faults.triggers import CONNECT
from vfmock.core.handshake import Handshake
from vfmock.dialects import DIALECTS
from vfmock.runtime.ids import derive, id_maker
from vfmock.runtime.link import Link
from vfmock.runtime.world import World
from vfmock.settings import Settings
from vfmock.transports.refusals import NO_CONNECT, Refusals, wrong_namespace, wrong_packet
from vfmock.transports.socketio.engine import Engine, Fate
from vfmock.transports.socketio.outbox import SocketOutbox
from vfmock.transports.socketio.packets import StrictPacket, Unreadable
from vfmock.types import JSON, JSONObject

PATH = "/v4/interact/socket"
"""Where clients connect (protocol page, "Connection configuration"), with or without a slash."""

NEXT_POLL = 1.0
"""The seconds that a client has to fetch its queued messages before its polling is closed."""

PARSE_ERROR = "parse error"
"""Why a connection closed whose client sent an invalid packet, in the words of Node's server."""

NOT_ANNOUNCED = "binary data came, and no event before it announced any"

_LOGGER = logging.getLogger("vfmock.socketio")
# The journal has what clients do wrong. The libraries' own messages are shown only on request.
_LOGGER.addHandler(logging.NullHandler())


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]
    """python-socketio over our Engine.IO. A malformed packet closes the connection, as in Node."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.closing: set[str] = set()
        self._silent: set[str] = set()
        self._stopping = False

    def _engineio_server_class(self) -> type[Engine]:
        return Engine

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> Any:
        self._silent.add(eio_sid)
        return await super()._handle_eio_connect(eio_sid, environ)

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: JSON) -> None:
        if namespace in (None, "/"):
            await super()._handle_connect(eio_sid, namespace, data)
            return
        self.eio.refusals.add(wrong_namespace(namespace))
        # Node's server says why; python-socketio's text has another shape, and no reason.
        error = {"message": "Invalid namespace"}
        refusal = StrictPacket(packet.CONNECT_ERROR, data=error, namespace=namespace)
        await self._send_packet(eio_sid, refusal)

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        if eio_sid in self.closing:
            return
        self._silent.discard(eio_sid)
        try:
            await super()._handle_eio_message(eio_sid, data)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            problem = NOT_ANNOUNCED if isinstance(data, bytes) else error
            self.eio.refusals.add(wrong_packet(data, problem))
            self.close_soon(eio_sid, PARSE_ERROR)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        await super()._handle_eio_disconnect(eio_sid, reason)
        if eio_sid in self._silent:
            self._silent.discard(eio_sid)
            if not self._stopping:
                self.eio.refusals.add(NO_CONNECT)
        self.eio.forget(eio_sid)
        socket = self.eio.sockets.get(eio_sid)
        if socket is None or reason == self.reason.SERVER_DISCONNECT:
            return
        socket.queue.drop()  # nobody will fetch it, and python-engineio keeps it for a while
        if reason == self.reason.CLIENT_DISCONNECT:
            # python-engineio would let the client's last poll wait for the next heartbeat.
            socket.queue.put_nowait(None)

    def begin_stop(self) -> None:
        """The server stops, so it is not the fault of a client that it did not get far."""
        self._stopping = True

    def close_soon(self, engine_sid: str, reason: str | None = None) -> None:
        """Begin to close a connection. Everything that its client sends from now on is ignored."""
        if engine_sid not in self.closing:
            self.closing.add(engine_sid)
            self.start_background_task(self.close_engine, engine_sid, reason)

    def abandon(self, engine_sid: str, last: engine_packet.Packet, fate: Fate | None) -> None:
        """End a polling connection with a packet or a fate. A separate poll fetches the end."""
        self.closing.add(engine_sid)
        self.start_background_task(self._abandon, engine_sid, last, fate)

    async def _abandon(
        self, engine_sid: str, last: engine_packet.Packet, fate: Fate | None
    ) -> None:
        socket = self.eio.sockets.get(engine_sid)
        if socket is not None:
            # Clients drop messages that come in the same response as the end.
            await self._fetched(socket)
            if fate is not None:
                self.eio.fates[engine_sid] = fate
            socket.queue.put_nowait(last)
            await self._fetched(socket)
            self.eio.fates.pop(engine_sid, None)  # for a client that does not fetch it
            await socket.close(wait=False, abort=True)
            socket.queue.put_nowait(None)
        self.closing.discard(engine_sid)

    def when_sent(self, engine_sid: str, work: Callable[[], None]) -> None:
        """Do something when everything queued for a client has left."""
        socket = self.eio.sockets.get(engine_sid)
        if socket is None or socket.queue.empty():
            work()
        else:
            self.start_background_task(self._when_sent, socket, work)

    async def _when_sent(self, socket: Any, work: Callable[[], None]) -> None:
        await self._fetched(socket)
        work()

    async def _fetched(self, socket: Any) -> None:
        """Wait until a client has fetched its queued messages, or seems to be gone."""
        with suppress(TimeoutError):
            await asyncio.wait_for(socket.queue.join(), NEXT_POLL)

    async def close_engine(self, engine_sid: str, reason: str | None = None) -> None:
        """Close an Engine.IO connection after everything queued, so that clients reconnect.

        The end of its queue closes a websocket. A poll is answered once more, and the next one is
        refused. Every client takes this for a lost transport. Engine.IO's close packet would not
        do: Python's client takes it for the application's wish, and stays away.
        """
        socket = self.eio.sockets.get(engine_sid)
        if socket is None:
            self.closing.discard(engine_sid)
            return
        if not socket.upgraded:
            await self._fetched(socket)
        await socket.close(wait=False, abort=True, reason=reason)
        self.closing.discard(engine_sid)
        if not socket.upgraded:
            socket.queue.put_nowait(engine_packet.Packet(engine_packet.NOOP))
        socket.queue.put_nowait(None)


class SocketTransport:
    """Serves the Socket.IO clients of a world, each one in its dialect."""

    def __init__(
        self,
        world: World,
        settings: Settings,
        *,
        instance: int = 0,
    ) -> None:
        self._world = world
        self._instance = instance
        self._dialect = DIALECTS[settings.dialect]
        self._links: dict[str, Link] = {}
        self._server = SocketServer(
            async_mode="aiohttp",
            serializer=StrictPacket,
            # Handlers don't wait, so a task for each event would have no use.
            async_handlers=False,
            # Browser clients send credentials: "*" makes python-engineio echo the origin.
            cors_allowed_origins="*",
            ping_interval=settings.ping_interval,
            ping_timeout=settings.ping_timeout,
            max_http_buffer_size=settings.max_payload,
            logger=_LOGGER,
            engineio_logger=_LOGGER,
            clock=world.clock,
            outcomes_of=world.faults.outcomes,
            new_id=id_maker(derive(world.script.seed, "connections", instance)),
            refusals=Refusals(world.notes),
        )
        self._server.on("connect", self._on_connect)
        self._server.on("disconnect", self._on_disconnect)
        self._server.on("*", self._on_event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request of a client's Engine.IO."""
        response: web.StreamResponse = await self._server.handle_request(request)
        return response

    def drain(self) -> None:
        """Refuse handshakes from now on. Connected clients go on."""
        self._server.eio.draining = True

    async def stop(self, grace: float) -> None:
        """Close every connection. Wait at most ``grace`` seconds for all clients to disconnect."""
        self._server.begin_stop()
        for socket in self._server.eio.sockets.values():
            websocket = getattr(socket, "websocket", None)
            if websocket is not None:
                websocket.release()
        closing = [
            asyncio.ensure_future(self._server.close_engine(sid))
            for sid in list(self._server.eio.sockets)
        ]
        if closing:
            _, late = await asyncio.wait(closing, timeout=grace)
            for task in late:
                task.cancel()
        await self._server.shutdown()

    # Handlers of python-socketio.

    def _on_connect(self, sid: str, environ: dict[str, Any], auth: JSON = None) -> None:
        engine_sid = self._server.manager.eio_sid_from_sid(sid, "/")
        outbox = SocketOutbox(self._server, engine_sid, sid)
        attempt = Attempt(trigger=CONNECT, transport=outbox.transport)
        for outcome in self._world.faults.outcomes(attempt):
            if isinstance(outcome, RefuseNamespace):
                raise socketio.exceptions.ConnectionRefusedError(outcome.message, outcome.data)
        handshake = _handshake(environ["aiohttp.request"], outbox.transport, auth)
        self._links[sid] = self._world.inbound.connect(
            outbox, self._dialect, self._instance, handshake
        )

    def _on_disconnect(self, sid: str, reason: str) -> None:
        link = self._links.pop(sid, None)
        if link is not None:
            self._world.inbound.disconnect(link, reason)

    def _on_event(self, event: str, sid: str, *arguments: JSON) -> object:
        link = self._links.get(sid)
        if link is not None:
            if len(arguments) == 1 and isinstance(arguments[0], Unreadable):
                problem = f"{event}: {arguments[0].problem}"
                self._world.inbound.refuse(link, event, problem)
            else:
                self._world.inbound.receive(link, event, list(arguments))
        # The runtime sends no acknowledgements. Its answers are events.
        return self._server.not_handled


def _handshake(request: web.Request, transport: str, auth: JSON) -> Handshake:
    """What a client's first request carried, and its ``auth`` option."""
    return Handshake.of(
        transport=transport,
        address=request.remote or "",
        query=_gathered(request.query.items()),
        headers=_gathered((name.lower(), value) for name, value in request.headers.items()),
        auth=auth,
    )


def _gathered(pairs: Iterable[tuple[str, str]]) -> JSONObject:
    """The value of each name, or a list if a name came several times."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
