"""``handshake timeout``: the handshake is never answered."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectFault, fault
from vfmock.core.faults.connect_outcome import NoAnswer


@fault("handshake timeout")
@dataclass(frozen=True)
class HandshakeTimeout(ConnectFault):
    """Take the request and leave it unanswered until the client gives up (its ``timeout``)."""

    def outcome(self) -> NoAnswer:
        return NoAnswer()
