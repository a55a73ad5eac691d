"""What the suites put in place of Voiceflow's events: it sends back what comes."""

from __future__ import annotations

from vfmock.transports.engineio import EngineConnection
from vfmock.transports.engineio.goodbye import CLOSED
from vfmock.transports.socketio.server import Client, ConnectRefusal, Namespace, Socket
from vfmock.types import JSON


class EchoApplication:
    """On top of Engine.IO: it sends every message back."""

    def on_open(self, connection: EngineConnection) -> None:
        """Nothing."""

    def on_message(self, connection: EngineConnection, data: str | bytes) -> None:
        """Send the message back."""
        connection.send(data)

    def on_close(self, connection: EngineConnection, reason: str) -> None:
        """Nothing."""


class Echo(Namespace):
    """In a namespace of Socket.IO: the same as ``socketio.mjs``."""

    def connect(self, socket: Socket, auth: JSON) -> None:
        """Tell the client the auth that it sent."""
        socket.emit("auth", {} if auth is None else auth)

    def event(self, socket: Socket, name: str, arguments: list[JSON], ack: int | None) -> None:
        """Do what the event asks for."""
        if name == "message":
            socket.emit("message-back", *arguments)
        elif name == "message-with-ack":
            assert ack is not None
            socket.acknowledge(ack, *arguments)
        elif name == "leave":
            socket.disconnect()
        elif name == "close":
            socket.client.connection.end(CLOSED)


class Refused(Namespace):
    """A namespace that nobody may join."""

    def refuse(self, client: Client, auth: JSON) -> ConnectRefusal | None:
        """Tell the client why."""
        return ConnectRefusal("not today", {"code": 7})


def namespaces() -> dict[str, Namespace]:
    """The namespaces of ``socketio.mjs``."""
    return {"/": Echo(), "/custom": Echo(), "/refused": Refused()}
