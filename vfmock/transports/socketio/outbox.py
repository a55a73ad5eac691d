"""The way out to one Socket.IO client, and all the ways in which it can break."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engineio import packet as engine_packet

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
from vfmock.transports.socketio.engine import Fate
from vfmock.transports.socketio.packets import event_frame
from vfmock.types import JSON

if TYPE_CHECKING:
    from vfmock.transports.socketio.transport import SocketServer


class SocketOutbox:
    """The way out to one client. The queue of its Engine.IO socket keeps the order."""

    def __init__(self, server: SocketServer, engine_sid: str, sid: str) -> None:
        self._server = server
        self._engine_sid = engine_sid
        self._sid = sid
        self._broken = False
        self._socket: Any = server.eio.sockets.get(engine_sid)

    @property
    def transport(self) -> str:
        """The current transport: ``websocket`` or ``polling``."""
        socket = self._socket
        return "websocket" if socket is not None and socket.upgraded else "polling"

    @property
    def is_open(self) -> bool:
        """Whether a message that is sent now can arrive."""
        socket = self._socket
        if self._broken or socket is None or socket.closed:
            return False
        return self._engine_sid not in self._server.closing

    @property
    def pending(self) -> bool:
        """Whether a sent message has not left yet."""
        socket = self._socket
        if not self.is_open:
            return False
        shape = self._server.eio.shapes.get(self._engine_sid)
        if shape is not None and shape.every:
            return False  # it waits for the clock, which may move on
        websocket = getattr(socket, "websocket", None)
        return not socket.queue.empty() or (websocket is not None and websocket.pending)

    @property
    def queued(self) -> int:
        """How many bytes wait for the client."""
        if self._socket is None:
            return 0
        websocket = getattr(self._socket, "websocket", None)
        size: int = self._socket.queue.size
        return size + (0 if websocket is None else websocket.unsent)

    def send(self, event: str, *payload: JSON) -> None:
        """Queue an event. If the socket has closed, the event is dropped."""
        if self.is_open:
            self._socket.queue.put_nowait(event_frame(event, *payload))

    def close(self) -> None:
        """Close the connection below Socket.IO. Clients think that it is lost, and reconnect."""
        self._server.close_soon(self._engine_sid)

    def drop(self) -> None:
        """Forget everything that waits for the client, and end the connection."""
        self._socket.queue.drop()
        websocket = getattr(self._socket, "websocket", None)
        if websocket is not None:
            websocket.abort()
        self._server.close_soon(self._engine_sid)

    def break_off(self, fault: TransportFault) -> None:
        """Break the connection in this way, after everything sent before.

        Raises:
            CantBreakError: this transport can't break in this way.
        """
        _WAYS[type(fault)](self, fault)

    def reshape(self, shape: WriteShape | None) -> None:
        """Cut everything written from now on in this way; ``None``: don't cut it."""
        if shape is None:
            self._server.eio.shapes.pop(self._engine_sid, None)
        else:
            self._server.eio.shapes[self._engine_sid] = shape

    def _abandon(self, last: int, fate: Fate | None = None) -> None:
        """End polling with a packet of this type, after everything on the queue."""
        self._broken = True
        self._server.abandon(self._engine_sid, engine_packet.Packet(last), fate)

    # The ways.

    def _close_transport(self, how: CloseTransport) -> None:
        if self.transport == "websocket":
            websocket = self._socket.websocket
            if how.code is not None:
                websocket.code, websocket.reason = how.code, how.reason
            self._server.close_soon(self._engine_sid)
        elif how.code is not None:
            raise CantBreakError("polling has no close codes")
        else:
            self._abandon(engine_packet.CLOSE)

    def _break_transport(self, how: BreakTransport) -> None:
        if self.transport == "websocket":
            self._socket.websocket.broken = True
            self._server.close_soon(self._engine_sid)
        else:
            self._abandon(engine_packet.NOOP, Fate.BROKEN)

    def _withhold_pings(self, how: WithholdPings) -> None:
        socket = self._socket
        send = socket.send

        async def send_all_but_pings(packet: Any) -> None:
            if packet.packet_type == engine_packet.PING:
                socket.last_ping = None  # otherwise python-engineio would wait for an answer
            else:
                await send(packet)

        socket.send = send_all_but_pings
        self._linger(Fate.LINGERING)

    def _swallow(self, how: Swallow) -> None:
        self._withhold_pings(WithholdPings())
        self._broken = True
        self._server.when_sent(self._engine_sid, self._fall_silent)

    def _fall_silent(self) -> None:
        if self._socket.closed:
            return
        self._linger(Fate.SILENT)
        if self.transport == "websocket":
            self._socket.websocket.silent = True

    def _linger(self, fate: Fate) -> None:
        """Let the client end the connection."""
        if self.transport == "websocket":
            self._socket.websocket.lingering = True
        else:
            self._server.eio.fates[self._engine_sid] = fate
            self._server.eio.expect_the_end(self._engine_sid)

    def _disconnect_socket(self, how: DisconnectSocket) -> None:
        self._broken = True
        self._server.start_background_task(self._server.disconnect, self._sid)

    def _send_garbage(self, how: SendGarbage) -> None:
        garbage = engine_packet.Packet(engine_packet.MESSAGE, how.message)
        self._socket.queue.put_nowait(garbage)


_WAYS: dict[type[TransportFault], Callable[[SocketOutbox, Any], None]] = {
    CloseTransport: SocketOutbox._close_transport,
    BreakTransport: SocketOutbox._break_transport,
    WithholdPings: SocketOutbox._withhold_pings,
    Swallow: SocketOutbox._swallow,
    DisconnectSocket: SocketOutbox._disconnect_socket,
    SendGarbage: SocketOutbox._send_garbage,
}
"""How each transport_fault is carried out. A test checks that none is missing."""
