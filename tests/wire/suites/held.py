"""A request that the server is known to have got, before its answer comes or its body ends."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from email.parser import BytesHeaderParser
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

from tests.wire.suites.served import Answer, Polling
from tests.wire.suites.websocket import BOUND


class HeldRequest:
    """A GET or a POST of a connection by polling, on a TCP connection of its own.

    It wants the answer ``100 Continue`` first. A server writes that when it has got the head of
    the request. A POST has a body of ``size`` bytes, which does not begin by itself.
    """

    def __init__(self, polling: Polling, method: str, size: int | None = None) -> None:
        url = urlsplit(polling.served.url)
        assert url.port is not None
        self._address = (url.hostname, url.port)
        head = [
            f"{method} {url.path}?{urlencode(polling.query)} HTTP/1.1",
            f"Host: {url.netloc}",
            "Expect: 100-continue",
            *([] if size is None else [f"Content-Length: {size}"]),
        ]
        self._head = "\r\n".join([*head, "", ""]).encode()
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def __aenter__(self) -> Self:
        """Send the head, and wait until the server has got it."""
        async with asyncio.timeout(BOUND):
            self._reader, self._writer = await asyncio.open_connection(*self._address)
            self._writer.write(self._head)
            assert await self._reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cut()

    def cut(self) -> None:
        """Close the TCP connection."""
        self._writer.close()

    async def answer(self) -> Answer | None:
        """Wait for the answer; ``None``: the server has cut the TCP connection."""
        async with asyncio.timeout(BOUND):
            try:
                line = await self._reader.readuntil(b"\r\n")
                headers = _headers(await self._reader.readuntil(b"\r\n\r\n"))
                body = await self._reader.readexactly(int(headers.get("Content-Length", "0")))
            except (asyncio.IncompleteReadError, ConnectionError):
                return None
        return Answer(int(line.split()[1]), body.decode(), headers)


def _headers(head: bytes) -> Mapping[str, str]:
    return dict(BytesHeaderParser().parsebytes(head).items())
