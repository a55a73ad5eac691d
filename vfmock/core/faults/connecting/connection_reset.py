"""``connection reset``: the TCP connection of the handshake is cut."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectFault, fault
from vfmock.core.faults.connect_outcome import Reset


@fault("connection reset")
@dataclass(frozen=True)
class ConnectionReset(ConnectFault):
    """Accept the TCP connection and reset it when the handshake comes (``ECONNRESET``)."""

    def outcome(self) -> Reset:
        return Reset()
