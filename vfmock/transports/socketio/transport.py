"""The transport: Socket.IO clients on one side, the runtime on the other."""

from __future__ import annotations

import dataclasses
from typing import Any

from aiohttp import web

from vfmock.core.faults.connect_outcome import Attempt, RefuseNamespace
from vfmock.core.faults.triggers import CONNECT
from vfmock.core.redaction import redacted
from vfmock.dialects import DIALECTS
from vfmock.runtime.ids import derive, id_maker
from vfmock.runtime.link import Link
from vfmock.runtime.world import World
from vfmock.settings import Settings
from vfmock.transports.engineio import EngineServer
from vfmock.transports.refusals import Refusals
from vfmock.transports.socketio.outbox import SocketOutbox
from vfmock.transports.socketio.packets import Unreadable
from vfmock.transports.socketio.server import (
    Client,
    ConnectRefusal,
    Namespace,
    Socket,
    SocketServer,
)
from vfmock.types import JSON

PATH = "/v4/interact/socket"
"""Where clients connect (protocol page, "Connection configuration"), with or without a slash."""


class SocketTransport(Namespace):
    """Serves the Socket.IO clients of a world, each one in its dialect. They join ``/``."""

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
        new_id = id_maker(derive(world.script.seed, "connections", instance))
        refusals = Refusals(world.notes)
        self.sockets = SocketServer({"/": self}, new_id=new_id, refusals=refusals)
        self.engine = EngineServer(
            self.sockets,
            clock=world.clock,
            outcomes_of=world.faults.outcomes,
            new_id=new_id,
            refusals=refusals,
            ping_interval=settings.ping_interval,
            ping_timeout=settings.ping_timeout,
            max_payload=settings.max_payload,
        )

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request of a client's Engine.IO."""
        return await self.engine.handle(request)

    def drain(self) -> None:
        """Refuse handshakes from now on. Connected clients go on."""
        self.engine.draining = True

    async def stop(self, grace: float) -> None:
        """Close every connection. Wait at most ``grace`` seconds for all clients to disconnect."""
        self.sockets.stopping = True
        await self.engine.stop(grace)

    # The namespace.

    def refuse(self, client: Client, auth: JSON) -> ConnectRefusal | None:
        """Why a fault refuses a client."""
        attempt = Attempt(trigger=CONNECT, transport=client.connection.transport.name)
        for outcome in self._world.faults.outcomes(attempt):
            if isinstance(outcome, RefuseNamespace):
                return ConnectRefusal(outcome.message, outcome.data)
        return None

    def connect(self, socket: Socket, auth: JSON) -> None:
        """A client has connected."""
        outbox = SocketOutbox(socket)
        handshake = dataclasses.replace(
            socket.client.connection.handshake,
            transport=outbox.transport,
            auth=redacted(auth or None),
        )
        socket.context = self._world.inbound.connect(
            outbox, self._dialect, self._instance, handshake
        )

    def event(self, socket: Socket, name: str, arguments: list[Any], ack: int | None) -> None:
        """A client emitted an event. The runtime acknowledges none: its answers are events."""
        link: Link = socket.context
        if len(arguments) == 1 and isinstance(arguments[0], Unreadable):
            problem = f"{name}: {arguments[0].problem}"
            self._world.inbound.refuse(link, name, problem)
        else:
            self._world.inbound.receive(link, name, arguments)

    def disconnect(self, socket: Socket, reason: str) -> None:
        """A client is gone."""
        if socket.context is not None:
            self._world.inbound.disconnect(socket.context, reason)
