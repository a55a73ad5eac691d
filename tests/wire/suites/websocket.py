"""A websocket to a server under test."""

from __future__ import annotations

from typing import Any, Final

import aiohttp

BOUND: Final = 10.0
"""Seconds after which a wait counts as hanging."""

MESSAGES: Final = (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY)


class WebSocketOver(AssertionError):
    """A message was expected, and the websocket is over."""


class WebSocket:
    """A websocket.

    ``handshake`` is what its first packet told, if that was read. ``code`` is that of its end,
    0 if the server gave none, and ``None`` if the server cut the TCP connection.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.handshake: dict[str, Any] = {}
        self.code: int | None = None
        self._socket = socket

    @property
    def sid(self) -> str:
        """The id of its connection."""
        sid: str = self.handshake["sid"]
        return sid

    async def send(self, *messages: str | bytes) -> None:
        """Send messages, each in a frame of its own."""
        for message in messages:
            if isinstance(message, str):
                await self._socket.send_str(message)
            else:
                await self._socket.send_bytes(message)

    async def receive(self) -> str | bytes:
        """Wait for a message."""
        message = await self._socket.receive(BOUND)
        if message.type not in MESSAGES:
            self.code = message.data if message.type is aiohttp.WSMsgType.CLOSE else None
            await self._socket.close()
            raise WebSocketOver(f"{message.type.name} came: {message.data}")
        data: str | bytes = message.data
        return data

    async def text(self) -> str:
        """Wait for a message that is a text."""
        message = await self.receive()
        assert isinstance(message, str), message
        return message

    async def rest(self) -> list[str | bytes]:
        """Wait for the end of the websocket; return the messages that came before it."""
        messages = []
        try:
            while True:
                messages.append(await self.receive())
        except WebSocketOver:
            return messages

    async def is_closed(self, code: int = 0) -> None:
        """Check that the server closes the websocket with a code, and says nothing before."""
        assert await self.rest() == []
        assert self.code == code

    async def close(self) -> None:
        """Close it."""
        await self._socket.close()
