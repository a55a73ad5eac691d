"""Hand-written clients, which see the bytes of the wire as they are."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.clients.base import PATH, TransportMode
from vfmock import MockServer

TEXT, CLOSE = 0x1, 0x8
BOUND = 20.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a websocket (RFC 6455, section 5.2)."""

    final: bool
    opcode: int
    payload: bytes


class RefusedError(Exception):
    """The handshake was not answered with a connection; the message says how instead."""


class RawConnection:
    """A TCP connection to a server, on which Engine.IO is spoken by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, server: MockServer) -> Self:
        """Connect; a closed port is a ``RefusedError``."""
        try:
            return cls(*await asyncio.open_connection("127.0.0.1", server.port))
        except ConnectionRefusedError:
            raise RefusedError("TCP refused") from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._writer.close()

    async def handshake(self, transport: TransportMode, sid: str = "") -> None:
        """Ask for a connection, or with ``sid`` for an upgrade; else ``RefusedError``."""
        query = f"EIO=4&transport={transport}" + (f"&sid={sid}" if sid else "")
        lines = [f"GET {PATH}/?{query} HTTP/1.1", "Host: 127.0.0.1"]
        if transport == "websocket":
            key = base64.b64encode(os.urandom(16)).decode()
            lines += ["Connection: Upgrade", "Upgrade: websocket"]
            lines += ["Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
        self._writer.write("\r\n".join([*lines, "", ""]).encode())
        try:
            head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), BOUND)
        except ConnectionResetError:
            raise RefusedError("TCP reset") from None
        status = int(head.split(maxsplit=2)[1])
        if status >= 400:
            raise RefusedError(f"HTTP {status}")

    async def send(self, text: str) -> None:
        """Send a text as one frame; a client has to mask it."""
        payload, mask = text.encode(), os.urandom(4)
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack("!H", size)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self._writer.write(b"\x81" + length + mask + masked)

    async def frame(self) -> Frame:
        """The next frame; ``asyncio.IncompleteReadError`` at the end of the connection."""
        first, second = await self._exactly(2)
        size = second
        if size == 126:
            (size,) = struct.unpack("!H", await self._exactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self._exactly(8))
        return Frame(bool(first & 0x80), first & 0x7F, await self._exactly(size))

    async def text(self) -> str:
        """The next frame, which has to be a whole text."""
        frame = await self.frame()
        assert frame.final
        assert frame.opcode == TEXT, frame
        return frame.payload.decode()

    async def connect(self) -> str:
        """Open a websocket and join the namespace; return what answers that."""
        await self.handshake("websocket")
        assert (await self.text()).startswith("0{")
        await self.send("40")
        return await self.text()

    async def _exactly(self, count: int) -> bytes:
        return await asyncio.wait_for(self.reader.readexactly(count), BOUND)
