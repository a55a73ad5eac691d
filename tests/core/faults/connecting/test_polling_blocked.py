"""``polling blocked``."""

from __future__ import annotations

from vfmock.core.faults.connect_outcome import Attempt, Respond
from vfmock.core.faults.connecting.polling_blocked import PollingBlocked


def test_only_polling_is_refused() -> None:
    concerned = [
        transport
        for transport in ("websocket", "polling")
        if PollingBlocked().concerns(Attempt(trigger="handshake", transport=transport))
    ]
    assert concerned == ["polling"]
    assert PollingBlocked().outcome() == Respond(403, "polling is not allowed here")
