"""What a server says to a client that joins a namespace of Socket.IO."""

from __future__ import annotations

import json

from tests.wire.suites.served import Served
from tests.wire.suites.websocket import WebSocket

INVALID = '44/random,{"message":"Invalid namespace"}'
"""The answer to a client that wants to join ``/random``, which is not there."""


async def joined(socket: WebSocket, prefix: str = "", auth: str = "{}") -> str:
    """Check the answer and the first event; return the id of the client in the namespace."""
    answer = await socket.text()
    assert answer.startswith(f"40{prefix}{{")
    told = json.loads(answer.removeprefix(f"40{prefix}"))
    assert list(told) == ["sid"]
    assert isinstance(told["sid"], str)
    assert await socket.receive() == f'42{prefix}["auth",{auth}]'
    return told["sid"]


async def in_main(served: Served) -> WebSocket:
    """Connect, and join the main namespace."""
    socket = await served.connect()
    await socket.send("40")
    await joined(socket)
    return socket


async def is_open(socket: WebSocket) -> None:
    """Check that a connection goes on, and that nothing was sent before this."""
    await socket.send("40/random,")
    assert await socket.receive() == INVALID
