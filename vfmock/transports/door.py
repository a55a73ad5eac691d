"""The door: looks at the first bytes of a TCP connection, because some can't be HTTP at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from vfmock.transports.refusals import TLS

TLS_RECORD = b"\x16"
"""The first byte of a TLS handshake (RFC 8446, "Record Layer"). No HTTP method begins with it."""


class Door(asyncio.Protocol):
    """Passes a connection on to the protocol that serves it. ``explain`` gets what is wrong."""

    def __init__(self, server: asyncio.Protocol, explain: Callable[[str], None]) -> None:
        self._server = server
        self._explain = explain
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._transport = cast(asyncio.Transport, transport)
        self._server.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """The first bytes came. From now on the connection is the server's alone."""
        assert self._transport is not None
        if data.startswith(TLS_RECORD):
            self._explain(TLS)
        self._transport.set_protocol(self._server)
        self._server.data_received(data)

    def eof_received(self) -> bool | None:
        """The client sends nothing more."""
        return self._server.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed."""
        self._server.connection_lost(exc)

    def pause_writing(self) -> None:
        """The client doesn't read what is written."""
        self._server.pause_writing()

    def resume_writing(self) -> None:
        """The client reads again."""
        self._server.resume_writing()
