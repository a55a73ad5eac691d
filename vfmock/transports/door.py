"""The door: looks at the first bytes of a TCP connection, and decides what serves it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from vfmock.transports.authority import Authority
from vfmock.transports.refusals import TLS, broken_handshake
from vfmock.transports.tls_layer import TlsLayer
from vfmock.transports.tunnel import (
    ESTABLISHED,
    LONGEST_HEAD,
    TunnelRequest,
    may_be_tunnel,
    read_request,
    refusal,
)

TLS_RECORD = b"\x16"
"""The first byte of a TLS handshake (RFC 8446, "Record Layer"). No HTTP method begins with it."""

IDLE = 75.0
"""Seconds that a client has until its first request, or until its TLS handshake begins."""

GONE = 3
"""The turns of the loop that asyncio gets to forget connections that were cut. It needs 3, for TLS
within TLS."""


class Entrance:
    """Where the TCP connections of a port come in. It knows those that have not come far yet.

    ``server`` makes what serves HTTP on one connection. ``explain`` gets what is wrong with a
    connection. With an ``authority`` the port speaks TLS too.
    """

    def __init__(
        self,
        server: Callable[[], asyncio.Protocol],
        explain: Callable[[str], None],
        authority: Authority | None,
    ) -> None:
        self.server = server
        self.explain = explain
        self.authority = authority
        self.doors: set[Door] = set()
        self._layers: set[TlsLayer] = set()

    def door(self) -> Door:
        """The protocol of a new connection."""
        return Door(self)

    def start_tls(self, authority: Authority, transport: asyncio.Transport, first: bytes) -> None:
        """Speak TLS on a connection. What is inside comes to another door."""
        layer = TlsLayer(
            self.door(),
            authority.context,
            lambda error: self.explain(broken_handshake(error, authority.file)),
            self._layers.discard,
        )
        self._layers.add(layer)
        layer.begin(transport, first)

    def close_doors(self) -> None:
        """Close the connections on which no request has come."""
        for door in list(self.doors):
            door.close()

    async def abort(self) -> None:
        """Cut every connection with TLS: a client may not answer the end of TLS, or a handshake."""
        for layer in list(self._layers):
            layer.abort()
        for _ in range(GONE):
            await asyncio.sleep(0)


class Door(asyncio.Protocol):
    """A connection until its first bytes show what it is."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._transport: asyncio.Transport | None = None
        self._first = b""
        self._idle: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._transport = cast(asyncio.Transport, transport)
        self._entrance.doors.add(self)
        self._idle = asyncio.get_running_loop().call_later(IDLE, self.close)

    def data_received(self, data: bytes) -> None:
        """Some first bytes came. When they are enough, the door has done its work."""
        assert self._transport is not None
        self._first += data
        if self._first.startswith(TLS_RECORD):
            self._meet_tls(self._transport)
        elif not may_be_tunnel(self._first) or len(self._first) > LONGEST_HEAD:
            self._serve(self._transport)
        elif request := read_request(self._first):
            self._tunnel(self._transport, request)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed."""
        self._leave()

    def close(self) -> None:
        """Close the connection."""
        self._leave()
        if self._transport is not None:
            self._transport.close()

    def _leave(self) -> None:
        """The connection is another's from now on, or nobody's."""
        self._entrance.doors.discard(self)
        if self._idle is not None:
            self._idle.cancel()

    def _meet_tls(self, transport: asyncio.Transport) -> None:
        authority = self._entrance.authority
        if authority is None:
            self._entrance.explain(TLS)
            self._serve(transport)
        else:
            self._leave()
            self._entrance.start_tls(authority, transport, self._first)

    def _serve(self, transport: asyncio.Transport) -> None:
        """Pass the connection on to the HTTP server."""
        self._leave()
        server = self._entrance.server()
        transport.set_protocol(server)
        server.connection_made(transport)
        server.data_received(self._first)

    def _tunnel(self, transport: asyncio.Transport, request: TunnelRequest) -> None:
        """Answer a request for a tunnel. What comes out of the tunnel comes to another door."""
        refused = refusal(request, is_tls=self._entrance.authority is not None)
        if refused is not None:
            self._entrance.explain(refused.text)
            transport.write(refused.answer)
            self.close()
            return
        self._leave()
        transport.write(ESTABLISHED)
        door = self._entrance.door()
        transport.set_protocol(door)
        door.connection_made(transport)
        if request.rest:
            door.data_received(request.rest)
