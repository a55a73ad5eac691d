"""HTTP requests as Engine.IO makes them, one by one and byte by byte."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.clients.base import PATH

SEPARATOR = "\x1e"
QUERY = "EIO=4&transport=polling"
START = '42["client.start",{"userID":"u","projectID":"p"}]'


def say(words: str, message_id: str) -> str:
    """The packet of a text that the user says."""
    action = {"type": "text", "payload": words}
    return "42" + json.dumps(["action.send", {"action": action, "messageID": message_id}])


class Polling:
    """A client that polls by hand."""

    def __init__(self, url: str, path: str = f"{PATH}/") -> None:
        self.http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20))
        self.base = f"{url}{path}?{QUERY}"
        self.url = self.base

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.http.close()

    async def connect(self) -> dict[str, Any]:
        """Shake hands with Engine.IO and Socket.IO; return Engine.IO's handshake."""
        (packet,) = await self.poll()
        handshake: dict[str, Any] = json.loads(packet[1:])
        self.url = f"{self.base}&sid={handshake['sid']}"
        await self.post("40")
        (packet,) = await self.poll()
        assert packet.startswith("40")
        return handshake

    async def poll(self) -> list[str]:
        """Fetch packets."""
        async with self.http.get(self.url) as response:
            assert response.status == 200, await response.text()
            return (await response.text()).split(SEPARATOR)

    async def post(self, *packets: str) -> int:
        """Send packets in one request; return the status."""
        body = SEPARATOR.join(packets).encode()
        async with self.http.post(self.url, data=body) as response:
            return response.status

    async def events(self, count: int) -> list[tuple[str, Any]]:
        """Poll until that many events have come."""
        found: list[tuple[str, Any]] = []
        while len(found) < count:
            for packet in await self.poll():
                if packet.startswith("42"):
                    name, payload = json.loads(packet[2:])
                    found.append((name, payload))
        return found


async def exchange(port: int, *pieces: bytes) -> bytes:
    """Write the pieces of a request, each in a packet of its own; return the answer's head."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)  # lets the server read this piece before the next one
        return await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    finally:
        writer.close()
        await writer.wait_closed()
