"""``connection reset``: the TCP connection of the handshake is cut."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.admission import Reset
from vfmock.core.faults.base import ConnectFault, fault


@fault("connection reset")
@dataclass(frozen=True)
class ConnectionReset(ConnectFault):
    """Accept the TCP connection and reset it when the handshake comes (``ECONNRESET``)."""

    def admit(self) -> Reset:
        return Reset()
