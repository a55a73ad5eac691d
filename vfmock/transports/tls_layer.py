"""TLS on a connection whose first bytes are here already."""

from __future__ import annotations

import asyncio
import ssl
from asyncio.sslproto import SSLProtocol, SSLProtocolState
from collections.abc import Callable

SHUTDOWN = 1.0
"""Seconds that a client has to answer the end of TLS. Then its connection is cut."""


class TlsLayer(SSLProtocol):
    """asyncio's own TLS, between the transport of a connection and the protocol that serves it.

    ``loop.start_tls`` would lose the bytes that have come. ``failed`` gets the error of a handshake
    that did not succeed. ``over`` is called when the connection is closed.
    """

    def __init__(
        self,
        inner: asyncio.Protocol,
        context: ssl.SSLContext,
        failed: Callable[[BaseException], None],
        over: Callable[[TlsLayer], None],
    ) -> None:
        loop = asyncio.get_running_loop()
        handshake: asyncio.Future[None] = loop.create_future()
        handshake.add_done_callback(self._when_shaken)
        self._when_failed = failed
        self._when_over = over
        self._below: asyncio.Transport | None = None
        super().__init__(
            loop, inner, context, handshake, server_side=True, ssl_shutdown_timeout=SHUTDOWN
        )

    def begin(self, transport: asyncio.Transport, data: bytes) -> None:
        """Take over a connection, with the first bytes that the client sent."""
        self._below = transport
        transport.set_protocol(self)
        self.connection_made(transport)
        while data:
            buffer = self.get_buffer(len(data))
            size = min(len(buffer), len(data))
            buffer[:size] = data[:size]
            self.buffer_updated(size)
            data = data[size:]

    def abort(self) -> None:
        """Cut the connection."""
        if self._below is not None:
            self._below.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        """The connection is closed."""
        super().connection_lost(exc)
        self._when_over(self)

    def _abort(self, exc: BaseException | None = None) -> None:
        """Cut the connection below, as Python 3.12 does it.

        Python 3.11's own method takes no error. So it fails if there is TLS below, too.
        """
        self._set_state(SSLProtocolState.UNWRAPPED)  # type: ignore[attr-defined]
        if self._transport is not None:
            self._transport._force_close(exc)  # type: ignore[attr-defined]

    def _when_shaken(self, handshake: asyncio.Future[None]) -> None:
        """The handshake is over, or the connection is."""
        error = None if handshake.cancelled() else handshake.exception()
        if error is not None:
            self._when_failed(error)
