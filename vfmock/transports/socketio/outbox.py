"""The way out to one Socket.IO client, and all the ways in which it can break."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from vfmock.core.faults.base import WriteShape
from vfmock.core.faults.transport_fault import (
    BreakTransport,
    CantBreakError,
    CloseTransport,
    DisconnectSocket,
    SendGarbage,
    Swallow,
    TransportFault,
    WithholdPings,
)
from vfmock.transports.engineio.connection import EngineConnection, ReadyState
from vfmock.transports.engineio.goodbye import CLOSED, GOING, NORMAL, Goodbye
from vfmock.transports.socketio.packets import event_packet
from vfmock.transports.socketio.server import Socket
from vfmock.types import JSON


class SocketOutbox:
    """The way out to one client. The buffer of its connection keeps the order."""

    __slots__ = ("_broken", "_connection", "_socket")

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._connection: EngineConnection = socket.client.connection
        self._broken = False

    @property
    def transport(self) -> str:
        """The current transport: ``websocket`` or ``polling``."""
        return self._connection.transport.name

    @property
    def is_open(self) -> bool:
        """Whether a message that is sent now can arrive."""
        return not self._broken and self._connection.state is ReadyState.OPEN

    @property
    def pending(self) -> bool:
        """Whether a sent message has not left yet."""
        shape = self._connection.shape
        if not self.is_open or (shape is not None and shape.every):
            return False  # what waits for the clock may move on with it
        return self._connection.has_unsent or self._connection.transport.unsent > 0

    @property
    def queued(self) -> int:
        """How many bytes wait for the client."""
        connection = self._connection
        return connection.size + connection.transport.unsent

    def send(self, event: str, *payload: JSON) -> int:
        """Queue an event, and return its size. If the socket has closed, the event is dropped."""
        connection = self._connection
        if self._broken or connection.state is not ReadyState.OPEN:
            return 0
        packet = event_packet(event, *payload)
        assert packet is not None, "the runtime sends no binary data"
        connection.send_packet(packet)
        return len(packet)

    def close(self) -> None:
        """Close the connection below Socket.IO. Clients think that it is lost, and reconnect."""
        self._connection.end(GOING)

    def drop(self) -> None:
        """Forget everything that waits for the client, and end the connection."""
        self._connection.drop()

    def break_off(self, fault: TransportFault) -> None:
        """Break the connection in this way, after everything sent before.

        Raises:
            CantBreakError: this transport can't break in this way.
        """
        _WAYS[type(fault)](self, fault)

    def reshape(self, shape: WriteShape | None) -> None:
        """Cut everything written from now on in this way; ``None``: don't cut it."""
        self._connection.shape = shape

    # The ways.

    def _close_transport(self, how: CloseTransport) -> None:
        if how.code is not None and self.transport == "polling":
            raise CantBreakError("polling has no close codes")
        code = NORMAL if how.code is None else how.code
        self._connection.end(Goodbye(code=code, reason=how.reason, last=CLOSED.last, waits=True))

    def _break_transport(self, how: BreakTransport) -> None:
        self._connection.end(Goodbye(broken=True, last=None, waits=True))

    def _withhold_pings(self, how: WithholdPings) -> None:
        self._connection.stop_heartbeat()

    def _swallow(self, how: Swallow) -> None:
        self._connection.stop_heartbeat()
        self._broken = True
        self._connection.when_sent(self._fall_silent)

    def _fall_silent(self) -> None:
        self._connection.transport.silent = True

    def _disconnect_socket(self, how: DisconnectSocket) -> None:
        self._broken = True
        # Not at once: the runtime is in the middle of something.
        asyncio.get_running_loop().call_soon(self._socket.disconnect)

    def _send_garbage(self, how: SendGarbage) -> None:
        self._connection.send(how.message)


_WAYS: dict[type[TransportFault], Callable[[SocketOutbox, Any], None]] = {
    CloseTransport: SocketOutbox._close_transport,
    BreakTransport: SocketOutbox._break_transport,
    WithholdPings: SocketOutbox._withhold_pings,
    Swallow: SocketOutbox._swallow,
    DisconnectSocket: SocketOutbox._disconnect_socket,
    SendGarbage: SocketOutbox._send_garbage,
}
"""How each transport_fault is carried out. A test checks that none is missing."""
