"""One connection of Engine.IO: its packets, its heartbeat and its end, on any transport.

A connection is called a session in Engine.IO's protocol; here a session is Voiceflow's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Protocol

from vfmock.core.faults.base import WriteShape
from vfmock.core.handshake import Handshake
from vfmock.transports.engineio import packets
from vfmock.transports.engineio.goodbye import GOING, Goodbye
from vfmock.transports.engineio.transport import Transport

if TYPE_CHECKING:
    from vfmock.transports.engineio.server import EngineServer

TRANSPORT_CLOSE = "transport close"
TRANSPORT_ERROR = "transport error"
PING_TIMEOUT = "ping timeout"
PARSE_ERROR = "parse error"
SERVER_DISCONNECT = "server disconnect"
"""Why a connection is over, in the words of Socket.IO's servers."""


class Application(Protocol):
    """What is on top of Engine.IO. Socket.IO is one."""

    def on_open(self, connection: EngineConnection) -> None:
        """A client has connected."""
        ...

    def on_message(self, connection: EngineConnection, data: str | bytes) -> None:
        """A client sent a message, while its connection is open."""
        ...

    def on_close(self, connection: EngineConnection, reason: str) -> None:
        """A connection is over."""
        ...


class ReadyState(Enum):
    """How far a connection is. ``CLOSING``: nothing more is taken, what was sent still leaves."""

    OPEN = auto()
    CLOSING = auto()
    CLOSED = auto()


class EngineConnection:
    """A connection of a client.

    What is sent while something is received leaves in one write. ``context`` is what the
    application keeps of the connection. ``handshake`` is what its first request carried. ``shape``
    is how faults cut what is written; usually it is ``None``. ``size`` is how many bytes wait.
    ``unheard``: the heartbeats have stopped, and the client has to notice. ``over_by`` is why it is
    over.
    """

    __slots__ = (
        "_buffer",
        "_corked",
        "_emptied",
        "_server",
        "_timer",
        "context",
        "handshake",
        "over_by",
        "shape",
        "sid",
        "size",
        "state",
        "transport",
        "unheard",
        "upgrading",
    )

    def __init__(self, server: EngineServer, sid: str, handshake: Handshake) -> None:
        self.sid = sid
        self.state = ReadyState.OPEN
        self.transport: Transport
        self.upgrading = False
        self.context: Any = None
        self.handshake = handshake
        self.shape: WriteShape | None = None
        self.unheard = False
        self.over_by = ""
        self._server = server
        self._buffer: list[bytes] = []
        self.size = 0
        self._corked = False
        self._emptied: list[Callable[[], None]] = []
        self._timer: asyncio.TimerHandle | None = None

    # What the application does.

    def send(self, data: str | bytes) -> None:
        """Send a message. It is dropped if the connection is over."""
        self.send_packet(packets.message(data))

    def send_packet(self, packet: bytes) -> None:
        """Send a packet, after everything sent before."""
        if self.state is not ReadyState.OPEN:
            return
        self._buffer.append(packet)
        self.size += len(packet)
        if not self._corked:
            self._corked = True
            asyncio.get_running_loop().call_soon(self.flush)

    def end(self, goodbye: Goodbye, reason: str = SERVER_DISCONNECT) -> None:
        """End the connection, after everything sent before. What comes meanwhile is ignored."""
        if self.state is ReadyState.OPEN:
            self.state, self.over_by = ReadyState.CLOSING, reason
            self._stop_timer()
            # Not at once: the application may be in the middle of something.
            asyncio.get_running_loop().call_soon(self._begin_end, goodbye)

    def _begin_end(self, goodbye: Goodbye) -> None:
        if self.is_over:
            return
        if self.transport.waits_for_requests:
            self.flush()
            self.transport.end(goodbye)
        else:
            self.transport.send(self.take_unsent())
            self.transport.end(goodbye)
            self.finish()

    def close(self, reason: str) -> None:
        """End the connection now, and forget what has not left yet."""
        if not self.is_over:
            self.finish(reason)
            self.transport.close()

    def drop(self) -> None:
        """Cut off a client that does not read."""
        self._forget()
        self.transport.abort()
        self.end(GOING)

    def when_sent(self, work: Callable[[], None]) -> None:
        """Do something when everything sent before has left."""
        self.flush()
        if self._buffer:
            self._emptied.append(work)
        else:
            work()

    @property
    def is_open(self) -> bool:
        """Whether a message that is sent now can arrive."""
        return self.state is ReadyState.OPEN

    @property
    def is_over(self) -> bool:
        """Whether nothing comes or goes any more."""
        return self.state is ReadyState.CLOSED

    @property
    def has_unsent(self) -> bool:
        """Whether something was sent and has not left yet."""
        return bool(self._buffer)

    # What the transport does.

    def open(self, transport: Transport, upgrades: list[str]) -> None:
        """Begin with a transport: the client gets its handshake."""
        self.transport = transport
        self._buffer.append(self._server.handshake_packet(self.sid, upgrades))
        self._ping_later()
        self._server.application.on_open(self)

    def take_over(self, transport: Transport) -> None:
        """Go on with another transport, to which the client has upgraded."""
        former, self.transport = self.transport, transport
        former.close()
        self.upgrading = False
        if self.unheard:
            transport.lingering = True
        self.flush()

    def cork(self) -> None:
        """Hold back what is sent until ``flush``, so that it leaves in one write."""
        self._corked = True

    def flush(self) -> None:
        """Give the transport what was sent, if it can write."""
        self._corked = False
        transport = self.transport
        if self._buffer and transport.writable and not self.is_over:
            transport.send(self.take_unsent())
            while self._emptied:
                self._emptied.pop(0)()

    def take_unsent(self) -> list[bytes]:
        """What was sent and has not left yet. It does not wait here any more."""
        waiting, self._buffer, self.size = self._buffer, [], 0
        return waiting

    def receive(self, packet: str | bytes) -> None:
        """A packet came. What comes after the end is ignored."""
        if self.state is not ReadyState.OPEN:
            return
        if not isinstance(packet, str):
            self._server.application.on_message(self, packet)
            return
        match packet[:1]:
            case "4":
                self._server.application.on_message(self, packet[1:])
            case "3":
                self._ping_later()
            case "b":
                self._receive_base64(packet)
            case "1":
                self.finish(TRANSPORT_CLOSE)
                self.transport.close(packets.NOOP)
            case "2":  # "invalid heartbeat direction" in Node's server
                self.close(TRANSPORT_ERROR)
            case kind if kind not in packets.TYPES or not kind:
                self.refuse(packet)

    def _receive_base64(self, packet: str) -> None:
        try:
            data = packets.read_base64(packet)
        except packets.MalformedPacket as error:
            self.refuse(packet, error)
        else:
            self._server.application.on_message(self, data)

    def refuse(self, packet: str | bytes, problem: object = "it is no Engine.IO packet") -> None:
        """Close the connection: its client has sent something else than a packet."""
        self._server.explain_packet(packet, problem)
        self.close(PARSE_ERROR)

    def lose(self, reason: str) -> None:
        """The client has ended the connection, or its transport is gone."""
        self.close(reason)

    # The heartbeat.

    def stop_heartbeat(self) -> None:
        """Send no more heartbeats. The client has to notice, and to end the connection.

        A polling client leaves in silence, so its connection is dropped when it must have noticed.
        """
        self._stop_timer()
        self.unheard = True
        self.transport.lingering = True
        if self.transport.waits_for_requests:
            patience = self._server.ping_interval + 2 * self._server.ping_timeout
            self._timer = asyncio.get_running_loop().call_later(patience, self.give_up)

    def leave(self) -> None:
        """A client that heard nothing of the end of its connection has given up."""
        if self.is_over:
            self.give_up()

    def give_up(self, reason: str = PING_TIMEOUT) -> None:
        """Drop a client that must have noticed the end, or that has no time left for it."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self.unheard = None, False
        self.close(reason)
        self._server.forget(self)

    def _ping_later(self) -> None:
        if self.unheard:
            return
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._server.ping_interval, self._ping)

    def _ping(self) -> None:
        self.send_packet(packets.PING)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._server.ping_timeout, self.close, PING_TIMEOUT)

    def _stop_timer(self) -> None:
        if self._timer is not None and not self.unheard:
            self._timer.cancel()
            self._timer = None

    # The end.

    def finish(self, reason: str | None = None) -> None:
        """The connection is over: tell the application. ``None``: the reason given to ``end``."""
        if self.is_over:
            return
        self.state = ReadyState.CLOSED
        self.over_by = reason or self.over_by
        self.shape = None
        self._stop_timer()
        self._forget()
        if not (self.unheard and self.transport.waits_for_requests):
            self._server.forget(self)  # otherwise its requests must still be left unanswered
        self._server.application.on_close(self, self.over_by)

    def _forget(self) -> None:
        self._buffer.clear()
        self.size = 0
        self._emptied.clear()
