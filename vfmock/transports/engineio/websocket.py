"""The websocket of one connection. It reads without a task, and can fail as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from vfmock.core.faults.base import WriteShape
from vfmock.runtime.clock import Clock
from vfmock.transports.engineio import frames, packets
from vfmock.transports.engineio.connection import TRANSPORT_CLOSE, TRANSPORT_ERROR
from vfmock.transports.engineio.faucet import Faucet
from vfmock.transports.engineio.frames import FrameReader, Message, WebSocketError
from vfmock.transports.engineio.goodbye import Goodbye
from vfmock.transports.engineio.transport import Receiver, Transport

PATIENCE = 10.0
"""The seconds that a client has to answer a close frame. Then its TCP connection is cut."""

REST = 1.0
"""The seconds for which the rest of what a client sends is dropped after it broke the protocol."""


class WebSocket(Transport, asyncio.Protocol):
    """The TCP connection of one websocket, after its handshake.

    ``receiver`` gets what comes. ``gone`` is told when the TCP connection is closed.
    """

    name: ClassVar[str] = "websocket"

    def __init__(self, *, clock: Clock, largest: int, gone: Callable[[WebSocket], None]) -> None:
        self.writable = True
        self.silent = False
        self.lingering = False
        self.receiver: Receiver
        self._clock = clock
        self._gone = gone
        self._reader = FrameReader(largest)
        self._tcp: asyncio.Transport
        self._faucet: Faucet | None = None
        self._goodbye: Goodbye | None = None
        self._is_closing = False
        self._is_deaf = False
        self._patience: asyncio.TimerHandle | None = None

    def begin(self, tcp: asyncio.Transport, receiver: Receiver) -> None:
        """Begin to carry packets for a receiver."""
        self._tcp = tcp
        self.receiver = receiver

    # What comes.

    def data_received(self, data: bytes) -> None:
        """Bytes came. What one turn answers to them is sent together."""
        if self._is_deaf:
            return
        self.receiver.cork()
        try:
            for message in self._reader.feed(data):
                self._take(message)
        except WebSocketError as error:
            self._fail(error)
        finally:
            self.receiver.flush()

    def _take(self, message: Message) -> None:
        opcode = message.opcode
        if opcode == frames.CLOSE:
            self._meet_close(message.data)
        elif self.silent or self._is_closing:
            return
        elif opcode == frames.TEXT:
            self.receiver.receive(frames.text_of(message))
        elif opcode == frames.BINARY:
            self.receiver.receive(message.data)
        elif opcode == frames.PING:
            self._answer(frames.frame(message.data, opcode=frames.PONG))

    def _meet_close(self, payload: bytes) -> None:
        """The client closes the websocket, or agrees to its end."""
        frames.check_close(payload)
        if not self._is_closing:
            self._is_closing = True
            self._cut()
            self._write(frames.frame(payload[:2], opcode=frames.CLOSE))
        self._is_deaf = True
        self._tcp.close()
        self._be_patient(PATIENCE)
        self.receiver.lose(TRANSPORT_CLOSE)

    def _fail(self, error: WebSocketError) -> None:
        """The client broke the protocol. What it still sends is dropped: a TCP connection that is
        closed with unread bytes is reset, and its client might not read the close frame."""
        self._cut()
        if not self._is_closing:
            self._is_closing = True
            self._write(frames.close_frame(error.code))
        self._is_deaf = True
        if self._tcp.can_write_eof():
            self._tcp.write_eof()
        self._be_patient(REST)
        self.receiver.lose(TRANSPORT_ERROR)

    def connection_lost(self, exc: Exception | None) -> None:
        """The TCP connection is closed."""
        self._cut()
        self._is_closing = self._is_deaf = True
        if self._patience is not None:
            self._patience.cancel()
        self._gone(self)
        self.receiver.lose(TRANSPORT_CLOSE)

    def pause_writing(self) -> None:
        """The client does not read as fast as the server writes."""
        self.writable = False

    def resume_writing(self) -> None:
        """The client has caught up."""
        self.writable = True
        self.receiver.flush()

    # What goes out.

    @property
    def unsent(self) -> int:
        """How many bytes wait for the time at which the shape of the wire lets them go."""
        return 0 if self._faucet is None else self._faucet.size

    @property
    def pending(self) -> bool:
        """Whether something that was sent has not left yet."""
        return self._faucet is not None and self._faucet.pending

    def send(self, sent: list[bytes]) -> None:
        """Write packets: in one piece, or in the shape of the wire."""
        if self.silent or self._is_closing or not sent:
            return
        shape = self.receiver.shape
        if shape is None and not self.pending:
            self._write(_framed(sent))
        else:
            self._pour(sent, shape or WriteShape())

    def _pour(self, sent: list[bytes], shape: WriteShape) -> None:
        """Write packets as the shape says."""
        if self._faucet is None:
            self._faucet = Faucet(self._clock, self._write)
        if shape.together:
            self._faucet.put(_framed(sent))
            return
        for packet in sent:
            if shape.frames and shape.pieces is not None:
                opcode = frames.BINARY if isinstance(packet, packets.Binary) else frames.TEXT
                data = frames.fragments(packet, shape.pieces, opcode=opcode)
            else:
                data = _framed([packet])
            self._faucet.put(data, shape.pieces, shape.every)

    def _answer(self, data: bytes) -> None:
        """Write a frame of the websocket itself. It may not come within another one."""
        if self.pending and self._faucet is not None:
            self._faucet.put(data)
        else:
            self._write(data)

    def _write(self, data: bytes) -> None:
        self._tcp.write(data)

    # The end.

    def end(self, goodbye: Goodbye) -> None:
        """Close the websocket in this way, after everything sent before."""
        self._goodbye = goodbye
        if self.lingering:
            return
        if self._faucet is None:
            self._say_goodbye()
        else:
            self._faucet.when_dry(self._say_goodbye)

    def _say_goodbye(self) -> None:
        if self._is_closing:
            return
        self._is_closing = True
        goodbye = self._goodbye or Goodbye()
        if goodbye.broken:
            self._write(frames.BAD)
        self._write(frames.close_frame(goodbye.code, goodbye.reason))
        self._be_patient(PATIENCE)

    def close(self, last: bytes = packets.CLOSE) -> None:
        """Close the websocket."""
        if not self.lingering:
            self._cut()
            self._say_goodbye()

    def release(self) -> None:
        """The server stops: drop a client that has not noticed yet that its connection is dead."""
        self.lingering = self.silent = False
        if self.pending:
            # In the middle of a frame, the client would not understand the end.
            self.abort()

    def abort(self) -> None:
        """Cut the TCP connection. What was written and is not read yet is lost."""
        self._cut()
        self._is_closing = self._is_deaf = True
        self._tcp.abort()

    def _cut(self) -> None:
        """Write no more of what was sent."""
        if self._faucet is not None:
            self._faucet.cut()

    def _be_patient(self, seconds: float) -> None:
        """Cut the connection if its client does not close it in time."""
        if self._patience is not None:
            self._patience.cancel()
        self._patience = asyncio.get_running_loop().call_later(seconds, self._tcp.abort)


def _framed(sent: list[bytes]) -> bytes:
    """The frames of packets. A text and a binary message differ in their opcode."""
    return frames.message_frames(
        (frames.TEXT if type(packet) is bytes else frames.BINARY, packet) for packet in sent
    )
