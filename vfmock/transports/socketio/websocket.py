"""The websocket of one connection. It is strict about what comes, and can fail as a test wants."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode
from engineio.async_drivers.aiohttp import WebSocket

from vfmock.core.faults.base import WriteShape
from vfmock.transports.refusals import wrong_packet
from vfmock.transports.socketio import frames
from vfmock.transports.socketio.faucet import Faucet

if TYPE_CHECKING:
    from vfmock.transports.socketio.engine import Engine

PACKET_STARTS = frozenset(bytes([character]) for character in b"0123456b")


class StrictWebSocket(WebSocket):  # type: ignore[misc]
    """A websocket that ends when a frame comes that is not a packet.

    ``code`` and ``reason`` go into the close frame. ``broken`` ends the websocket with an invalid
    frame. ``silent`` accepts everything and sends nothing. ``lingering`` lets the client end it.
    """

    def __init__(self, handler: Any, server: Engine) -> None:
        super().__init__(handler, server)
        self.code = int(WSCloseCode.OK)
        self.reason = ""
        self.broken = False
        self.silent = False
        self.lingering = False
        self._is_cut = False
        self._corked: list[bytes] = []
        self._faucet: Faucet | None = None
        self._over = asyncio.Event()
        # python-engineio passes a bound method of the websocket's connection.
        handler.__self__.websocket = self

    @property
    def pending(self) -> bool:
        """Whether a sent message has not left yet."""
        return bool(self._corked) or (self._faucet is not None and self._faucet.pending)

    @property
    def unsent(self) -> int:
        """How many bytes wait for the time at which the shape of the wire lets them go."""
        return sum(map(len, self._corked)) + (self._faucet.size if self._faucet else 0)

    async def __call__(self, environ: Any) -> Any:
        """Serve the websocket until it is over. The client may be gone before the start."""
        try:
            return await super().__call__(environ)
        finally:
            self._cut()
            await self._see_off()

    async def wait(self) -> Any:
        """The next frame. ``OSError`` tells python-engineio that the websocket is over."""
        given_up = False
        while True:
            try:
                frame = await super().wait()
            except asyncio.CancelledError:
                if self._transport is None:
                    self._cut()  # otherwise code that waits for a write would wait on
                if not self.lingering or self._over.is_set():
                    raise
                given_up = True  # python-engineio gave up; the client has to find out by itself
                continue
            except OSError:
                self._over.set()
                self._cut()
                if given_up:
                    return None
                raise
            if not self.silent:
                break
        if isinstance(frame, str) and not is_packet(frame.encode("utf-8", "surrogatepass")):
            self.server.refusals.add(wrong_packet(frame))
            raise OSError("malformed packet")
        return frame

    async def send(self, message: str | bytes) -> None:
        """Send a frame in the shape of the wire."""
        if self.silent or self._is_cut:
            return
        shape = self.server.shapes.get(self.handler.__self__.sid)
        if shape is None and not self.pending:
            await super().send(message)
            return
        shape = shape or WriteShape()
        data = message.encode("utf-8", "surrogatepass") if isinstance(message, str) else message
        split = shape.frames and shape.pieces is not None
        encoded = frames.fragments(data, shape.pieces or 1) if split else frames.frame(data)
        if shape.together:
            if not self._corked:
                asyncio.get_running_loop().call_soon(self._uncork)
            self._corked.append(encoded)
        else:
            self.faucet.put(encoded, shape.pieces, shape.every)

    async def close(self) -> None:
        """Close the websocket in the requested way."""
        if self._corked:
            self._uncork()
        if self._faucet is not None:
            await self._faucet.run_dry()
        if self.lingering and self._transport is not None:
            # A frame that ``wait`` had when it was cancelled is lost, so its end may never come.
            await self._over.wait()
        if self.broken:
            self._write(frames.BAD)
        await self._sock.close(code=self.code, message=self.reason.encode())

    def release(self) -> None:
        """Drop a client that has not noticed yet that its connection is dead."""
        self._over.set()
        if self.pending:
            # In the middle of a frame, the client would not understand the end.
            self.abort()

    def abort(self) -> None:
        """Cut the TCP connection. What was written and is not read yet is lost."""
        transport = self._transport
        self._cut()
        if transport is not None:
            transport.abort()

    def _cut(self) -> None:
        """Stop writing. Code that waits for a write goes on."""
        self._is_cut = True
        self._corked.clear()
        if self._faucet is not None:
            self._faucet.cut()

    @property
    def faucet(self) -> Faucet:
        """The faucet that writes piece by piece. It is made when it is needed."""
        if self._faucet is None:
            self._faucet = Faucet(self.server.clock, self._write)
        return self._faucet

    async def _see_off(self) -> None:
        """End the connection together with its websocket, also if its handler was cancelled."""
        connection = self.handler.__self__
        if connection.upgraded and not connection.closed:
            reason = self.server.reason.TRANSPORT_CLOSE
            await connection.close(wait=False, abort=True, reason=reason)

    def _uncork(self) -> None:
        """Write the frames of one turn of the loop as one."""
        data = b"".join(self._corked)
        self._corked.clear()
        self.faucet.put(data)

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    @property
    def _transport(self) -> Any:
        """The TCP connection, or ``None`` when it is gone."""
        transport = self.environ["aiohttp.request"].transport
        return None if transport is None or transport.is_closing() else transport


def is_packet(encoded: bytes) -> bool:
    """Whether it starts like a packet (Engine.IO protocol, "Packet encoding") and is in UTF-8."""
    try:
        encoded.decode()
    except UnicodeDecodeError:
        return False
    return encoded[:1] in PACKET_STARTS
