"""The Socket.IO server: namespaces, and the clients in them (its protocol, version 5).

``Client`` is what Node's server calls so: one Engine.IO connection. It may have joined several
namespaces, and is a ``Socket`` in each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vfmock.transports.engineio.connection import PARSE_ERROR, SERVER_DISCONNECT, EngineConnection
from vfmock.transports.engineio.goodbye import CLOSED
from vfmock.transports.refusals import NO_CONNECT, Refusals, wrong_namespace, wrong_packet
from vfmock.transports.socketio.packets import (
    Decoder,
    Packet,
    PacketType,
    encode,
    event_packet,
    read_event,
)
from vfmock.types import JSON

CONNECT_TIMEOUT = 45.0
"""The seconds that a client has to join a namespace (socket.io, ``connectTimeout``)."""

CLIENT_DISCONNECT = "client disconnect"
FORCED = "forced server close"
"""Why a client left a namespace, in the words of Socket.IO's servers."""


@dataclass(frozen=True, slots=True)
class ConnectRefusal:
    """Why a client may not join a namespace: what its ``connect_error`` says."""

    message: str
    data: JSON = None


class Namespace:
    """What a namespace does. A subclass defines what it needs."""

    def refuse(self, client: Client, auth: JSON) -> ConnectRefusal | None:
        """Why a client may not join; ``None``: it may."""
        return None

    def connect(self, socket: Socket, auth: JSON) -> None:
        """A client has joined. ``auth`` is its option of that name."""

    def event(self, socket: Socket, name: str, arguments: list[Any], ack: int | None) -> None:
        """A client emitted an event. With the number ``ack`` it waits for an acknowledgement."""

    def disconnect(self, socket: Socket, reason: str) -> None:
        """A client has left."""


class Socket:
    """A client in one namespace. ``context`` is what the namespace keeps of it."""

    __slots__ = ("client", "context", "name", "sid")

    def __init__(self, client: Client, name: str, sid: str) -> None:
        self.client = client
        self.name = name
        self.sid = sid
        self.context: Any = None

    def emit(self, event: str, *arguments: Any) -> int:
        """Send an event, and return its size. Bytes in its arguments are binary attachments."""
        plain = event_packet(event, *arguments) if self.name == "/" else None
        if plain is None:
            return self.client.send(Packet(PacketType.EVENT, self.name, [event, *arguments]))
        self.client.connection.send_packet(plain)
        return len(plain)

    def acknowledge(self, ack: int, *arguments: Any) -> None:
        """Acknowledge an event of the client."""
        self.client.send(Packet(PacketType.ACK, self.name, list(arguments), ack))

    def disconnect(self) -> None:
        """Make the client leave the namespace. Its connection stays open."""
        if self.client.forget(self):
            self.client.send(Packet(PacketType.DISCONNECT, self.name))
            self.client.server.namespaces[self.name].disconnect(self, SERVER_DISCONNECT)


class SocketServer:
    """The application on top of Engine.IO. ``namespaces`` are what clients may join, by name.

    ``new_id`` makes the ids of sockets. ``refusals`` explains the clients that can't connect.
    """

    def __init__(
        self,
        namespaces: dict[str, Namespace],
        *,
        new_id: Callable[[], str],
        refusals: Refusals,
    ) -> None:
        self.namespaces = namespaces
        self.new_id = new_id
        self.refusals = refusals
        self.stopping = False

    def on_open(self, connection: EngineConnection) -> None:
        """A client has connected. It has not joined a namespace yet."""
        connection.context = Client(self, connection)

    def on_message(self, connection: EngineConnection, data: str | bytes) -> None:
        """A client sent a packet, or an attachment of one."""
        client: Client = connection.context
        client.receive(data)

    def on_close(self, connection: EngineConnection, reason: str) -> None:
        """A connection is over: its client leaves its namespaces."""
        client: Client = connection.context
        client.leave(reason)
        connection.context = None
        if not client.heard and not self.stopping:
            self.refusals.add(NO_CONNECT)


class Client:
    """A connection, and the namespaces that its client has joined. ``heard``: it sent something."""

    __slots__ = ("_decoder", "_patience", "connection", "heard", "server", "sockets")

    def __init__(self, server: SocketServer, connection: EngineConnection) -> None:
        self.server = server
        self.connection = connection
        self.heard = False
        self.sockets: dict[str, Socket] = {}
        self._decoder = Decoder()
        loop = asyncio.get_running_loop()
        self._patience: asyncio.TimerHandle | None = loop.call_later(CONNECT_TIMEOUT, self._give_up)

    def send(self, packet: Packet) -> int:
        """Send a packet, and return its size."""
        parts = encode(packet)
        for part in parts:
            self.connection.send(part)
        return sum(map(len, parts))

    def receive(self, data: str | bytes) -> None:
        """Take a packet, or an attachment of the packet that is not complete yet."""
        self.heard = True
        try:
            if isinstance(data, str) and data.startswith("2[") and not self._decoder.is_waiting:
                packet: Packet | None = Packet(PacketType.EVENT, "/", read_event(data))
            else:
                packet = self._decoder.feed(data)
        except (ValueError, RecursionError) as error:
            self.server.refusals.add(wrong_packet(data, error))
            self.connection.end(CLOSED, PARSE_ERROR)
        else:
            if packet is not None:
                self._take(packet)

    def _take(self, packet: Packet) -> None:
        """Do what a packet says, as ``Client.ondecoded`` of Node's server does."""
        kind, name, data, ack = packet
        socket = self.sockets.get(name)
        if socket is None and kind is PacketType.CONNECT:
            self._connect(name, data)
        elif socket is None or kind in (PacketType.CONNECT, PacketType.CONNECT_ERROR):
            self.connection.end(CLOSED, FORCED)
        elif kind is PacketType.EVENT and data:
            event, *arguments = data
            event = event if isinstance(event, str) else str(event)
            self.server.namespaces[name].event(socket, event, arguments, ack)
        elif kind is PacketType.DISCONNECT:
            self.forget(socket)
            self.server.namespaces[name].disconnect(socket, CLIENT_DISCONNECT)

    def _connect(self, name: str, auth: JSON) -> None:
        """Let the client join a namespace, or tell it why it may not."""
        namespace = self.server.namespaces.get(name)
        if namespace is None:
            self.server.refusals.add(wrong_namespace(name))
            told: dict[str, JSON] = {"message": "Invalid namespace"}
            self.send(Packet(PacketType.CONNECT_ERROR, name, told))
            return
        refusal = namespace.refuse(self, auth)
        if refusal is not None:
            told = {"message": refusal.message}
            if refusal.data is not None:
                told["data"] = refusal.data
            self.send(Packet(PacketType.CONNECT_ERROR, name, told))
            return
        self._stop_waiting()
        socket = self.sockets[name] = Socket(self, name, self.server.new_id())
        self.send(Packet(PacketType.CONNECT, name, {"sid": socket.sid}))
        namespace.connect(socket, auth)

    def forget(self, socket: Socket) -> bool:
        """A client has left a namespace; return whether it was there."""
        return self.sockets.pop(socket.name, None) is not None

    def leave(self, reason: str) -> None:
        """The connection is over."""
        self._stop_waiting()
        while self.sockets:
            name, socket = self.sockets.popitem()
            self.server.namespaces[name].disconnect(socket, reason)

    def _give_up(self) -> None:
        if not self.sockets:
            self.connection.end(CLOSED, FORCED)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
