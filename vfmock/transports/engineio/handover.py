"""Takes the TCP connection of an upgrade request from aiohttp, and gives it to a websocket."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import Any, cast

from aiohttp import web

from vfmock.transports import cors

SECRET = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""What the key of a handshake is hashed with (RFC 6455, section 4.2.2)."""


def hand_over(request: web.Request, protocol: asyncio.Protocol) -> tuple[asyncio.Transport, bytes]:
    """Answer the handshake, and let ``protocol`` get everything that comes from now on.

    Returns the TCP connection, and what has come already. The client agrees to no extension:
    compression costs 100 kB of memory for each connection. Nothing may be awaited before the
    request's handler returns, because aiohttp has cancelled it. Its answer goes nowhere.

    Raises:
        ConnectionError: the client is gone.
    """
    tcp, http = request.transport, request.protocol
    if tcp is None or tcp.is_closing():
        raise ConnectionResetError("the client is gone")
    early, answer = _Early(), _answer(request)
    http.set_parser(cast(Any, early))
    http.transport = None  # aiohttp closes the transport that it still has
    http.connection_lost(None)
    tcp.set_protocol(protocol)
    tcp.write(answer)
    return tcp, bytes(early.data)


def _answer(request: web.Request) -> bytes:
    """The answer to a handshake (section 4.2.2), with the headers that a page needs."""
    key = request.headers["Sec-WebSocket-Key"].encode()
    accept = base64.b64encode(hashlib.sha1(key + SECRET, usedforsecurity=False).digest()).decode()
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Accept": accept,
        **cors.headers(request),
    }
    offered = request.headers.get("Sec-WebSocket-Protocol")
    if offered is not None:  # Node's server takes the first
        headers["Sec-WebSocket-Protocol"] = offered.split(",")[0].strip()
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["HTTP/1.1 101 Switching Protocols", *lines, "", ""]).encode(
        "utf-8",
        "surrogateescape",  # aiohttp reads headers that are no text in this way
    )


class _Early:
    """Keeps what came behind the request. aiohttp hands it to the parser that is set."""

    def __init__(self) -> None:
        self.data = bytearray()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Keep bytes. They are not the end."""
        self.data += data
        return False, b""

    def feed_eof(self) -> None:
        """Nothing more comes."""
