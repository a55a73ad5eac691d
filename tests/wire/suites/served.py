"""A server under test, and its HTTP requests, one by one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from multidict import CIMultiDict

from tests.clients.base import PATH
from tests.wire.suites.websocket import BOUND, WebSocket

PROTOCOL: Final = {"EIO": "4"}

UPGRADE: Final = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
}
"""The headers that make a websocket of a GET."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers to a request."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def kind(self) -> str:
        """The content type, without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)

    def error(self) -> tuple[int, str, int]:
        """The status, the content type and the code of a refusal."""
        return self.status, self.kind, self.json()["code"]


class Served:
    """A server, for the requests of one test. Each request is waited for ``BOUND`` seconds."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}{PATH}/"
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=BOUND))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._http.close()

    async def request(
        self,
        method: str,
        query: Mapping[str, str] | str,
        *,
        headers: Mapping[str, str] | None = None,
        data: str | bytes | None = None,
    ) -> Answer:
        """Make a request, and wait for the whole answer."""
        body = data.encode() if isinstance(data, str) else data
        sent = CIMultiDict(headers or {})
        if body is not None:
            sent.setdefault("Content-Type", "text/plain;charset=UTF-8")
        request = self._http.request(method, self.url, params=query, headers=sent, data=body)
        async with request as response:
            return Answer(response.status, await response.text(), response.headers)

    async def get(self, **query: str) -> Answer:
        """Make a GET."""
        return await self.request("GET", query)

    async def websocket(self, **query: str) -> WebSocket:
        """Open a websocket. Read nothing from it.

        Raises:
            aiohttp.WSServerHandshakeError: the server refuses it.
        """
        async with asyncio.timeout(BOUND):
            socket = await self._http.ws_connect(
                self.url, params=query, max_msg_size=0, autoclose=False
            )
            return WebSocket(socket)

    async def connect(self) -> WebSocket:
        """Connect by websocket, and take the handshake."""
        socket = await self.websocket(**PROTOCOL, transport="websocket")
        socket.handshake = handshake_of(await socket.text())
        return socket

    async def poll(self, **query: str) -> Polling:
        """Connect by polling."""
        answer = await self.get(**PROTOCOL, transport="polling", **query)
        assert answer.status == 200, answer
        return Polling(self, handshake_of(answer.text))

    async def probe(self, polling: Polling) -> WebSocket:
        """Open a websocket beside polling, and try it. The upgrade is not complete yet."""
        socket = await self.websocket(**PROTOCOL, transport="websocket", sid=polling.sid)
        await socket.send("2probe")
        assert await socket.receive() == "3probe"
        return socket


class Polling:
    """A connection by polling."""

    def __init__(self, served: Served, handshake: dict[str, Any]) -> None:
        self.served = served
        self.handshake = handshake
        self.sid: str = handshake["sid"]
        self.query = {**PROTOCOL, "transport": "polling", "sid": self.sid}

    async def get(self, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch what was sent."""
        return await self.served.request("GET", self.query, headers=headers)

    async def text(self) -> str:
        """Fetch what was sent, which must succeed."""
        answer = await self.get()
        assert answer.status == 200, answer
        return answer.text

    async def post(self, body: str | bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """Send packets."""
        return await self.served.request("POST", self.query, headers=headers, data=body)

    async def send(self, body: str | bytes) -> None:
        """Send packets, which must succeed."""
        answer = await self.post(body)
        assert (answer.status, answer.text) == (200, "ok")

    async def offend(self, body: str | bytes, headers: Mapping[str, str] | None = None) -> None:
        """Send what ends the connection.

        The answer depends on the version of Node: its server means to cut the TCP connection, and
        may write ``ok`` all the same. The suites take any answer.
        """
        with suppress(aiohttp.ClientConnectionError):
            await self.post(body, headers)

    async def is_over(self) -> None:
        """Check that the server does not know the connection any more."""
        answer = await self.get()
        assert answer.error() == (400, "application/json", 1)


def handshake_of(packet: str) -> dict[str, Any]:
    """What the first packet of a connection tells."""
    assert packet.startswith("0")
    handshake: dict[str, Any] = json.loads(packet[1:])
    return handshake
