"""HTTP long-polling: a GET fetches packets and waits for them, a POST brings packets."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from vfmock.runtime.clock import Clock
from vfmock.transports import cors, requests
from vfmock.transports.engineio import packets
from vfmock.transports.engineio.connection import (
    PARSE_ERROR,
    TRANSPORT_ERROR,
    EngineConnection,
)
from vfmock.transports.engineio.goodbye import Goodbye
from vfmock.transports.engineio.transport import Transport

NEXT_POLL = 1.0
"""The seconds that a client has to fetch what waits for it before its polling is ended."""


class Polling(Transport):
    """The requests of one connection."""

    name: ClassVar[str] = "polling"
    waits_for_requests: ClassVar[bool] = True

    def __init__(self, connection: EngineConnection, clock: Clock) -> None:
        self.silent = False
        self.lingering = False
        self._connection = connection
        self._clock = clock
        self._waiting: asyncio.Future[bytes | None] | None = None
        self._posting: web.Request | None = None
        self._goodbye: Goodbye | None = None
        self._patience: asyncio.TimerHandle | None = None

    @property
    def writable(self) -> bool:  # type: ignore[override]
        """Whether a poll waits, and may be answered."""
        return self._waiting is not None and not self.silent

    @property
    def unsent(self) -> int:
        """Nothing: an answer is written as a whole."""
        return 0

    # Requests.

    async def poll(self, request: web.Request) -> web.StreamResponse:
        """Answer a GET with what was sent, or when something is sent."""
        if self._waiting is not None:  # Node's server: "overlap from client"
            self._connection.close(TRANSPORT_ERROR)
            return web.Response(status=400, headers=cors.headers(request))
        waiting: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        self._connection.flush()
        self._end_if_due()
        try:
            body = await waiting
        except asyncio.CancelledError:  # "poll connection closed prematurely"
            if self._waiting is waiting:
                self._waiting = None
                self._connection.lose(TRANSPORT_ERROR)
            self._connection.leave()
            raise
        headers = cors.headers(request)
        if body is None:
            return web.Response(status=500, text="the server failed", headers=headers)
        headers |= {"Content-Type": "text/plain; charset=UTF-8", "Cache-Control": "no-store"}
        response = web.Response(body=self._written(body), headers=headers)
        if self._connection.shape is None:
            return response
        return await requests.pour(request, response, self._connection.shape, self._clock)

    async def never(self) -> None:
        """Leave a request unanswered: a fault keeps the end of the connection from its client."""
        try:
            await requests.never()
        finally:
            self._connection.leave()

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Take the packets in the body of a POST."""
        if self._posting is not None:  # "data request overlap from client"
            self._connection.close(TRANSPORT_ERROR)
            return web.Response(status=400, headers=cors.headers(request))
        self._posting = request
        try:
            body = await requests.read(request)
        except requests.UnreadableBody as error:
            if error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                self._posting = None  # it gets an answer
                self._connection.lose(TRANSPORT_ERROR)
            headers = cors.headers(request)
            return web.Response(status=error.status, text=str(error), headers=headers)
        except asyncio.CancelledError:  # "data request connection closed prematurely"
            self._connection.lose(TRANSPORT_ERROR)
            raise
        finally:
            self._posting = None
        if self.silent:
            await requests.never()
        return self._take(request, body)

    def _written(self, payload: bytes) -> bytes:
        """The body of an answer."""
        return payload

    def _read(self, body: bytes) -> list[str]:
        """The packets in the body of a POST."""
        return packets.read_payload(body)

    def _take(self, request: web.Request, body: bytes) -> web.StreamResponse:
        """Hand on the packets of a body. What one turn answers to them is sent together."""
        connection = self._connection
        connection.cork()
        try:
            for packet in self._read(body):
                connection.receive(packet)
        except packets.MalformedPacket as error:
            connection.refuse(body, error)
        connection.flush()
        headers = cors.headers(request)
        if connection.over_by == PARSE_ERROR:
            # Node's server cuts the TCP connection of the request.
            return web.Response(status=400, text="malformed packet", headers=headers)
        headers["Cache-Control"] = "no-store"
        # "text/html is required instead of text/plain to avoid an unwanted download dialog"
        return web.Response(body=b"ok", content_type="text/html", headers=headers)

    # What the connection does.

    def send(self, sent: list[bytes]) -> None:
        """Answer the poll that waits."""
        self._answer(packets.payload(sent))

    def end(self, goodbye: Goodbye) -> None:
        """End when the client has fetched everything, or seems to be gone."""
        self._goodbye = goodbye
        self._end_if_due()

    def _end_if_due(self) -> None:
        goodbye = self._goodbye
        if goodbye is None:
            return
        if self._patience is not None:
            self._patience.cancel()
        if self._connection.has_unsent or (goodbye.waits and self._waiting is None):
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(NEXT_POLL, self._end_now)
        else:
            self._end_now()

    def _end_now(self) -> None:
        goodbye, self._goodbye = self._goodbye, None
        assert goodbye is not None
        self._answer(goodbye.last)
        self._connection.finish()

    def close(self, last: bytes = packets.CLOSE) -> None:
        """Tell the poll that waits, and cut off a POST whose body has not come yet."""
        self._answer(last)
        if self._posting is not None and self._posting.transport is not None:
            self._posting.transport.abort()

    def abort(self) -> None:
        """Nothing: between two requests there is no TCP connection to cut."""

    def _answer(self, body: bytes | None) -> None:
        """Answer the poll that waits, if there is one; ``None`` is HTTP status 500."""
        waiting, self._waiting = self._waiting, None
        is_told = not self.silent and not (self.lingering and self._connection.is_over)
        if waiting is not None and not waiting.done() and is_told:
            waiting.set_result(body)
