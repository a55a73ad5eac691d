"""``websocket blocked``."""

from __future__ import annotations

from vfmock.core.faults.connect_outcome import Attempt, Respond
from vfmock.core.faults.connecting.websocket_blocked import WebsocketBlocked


def test_only_websocket_is_refused() -> None:
    concerned = [
        transport
        for transport in ("websocket", "polling")
        if WebsocketBlocked().concerns(Attempt(trigger="handshake", transport=transport))
    ]
    assert concerned == ["websocket"]
    assert WebsocketBlocked().outcome() == Respond(403, "websocket is not allowed here")
