"""``io server disconnect``: the server disconnects the socket."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import DisconnectSocket


@fault("io server disconnect")
@dataclass(frozen=True)
class IoServerDisconnect(ConnectionFault):
    """Send Socket.IO's disconnect packet; clients don't reconnect by themselves after it."""

    def transport_fault(self) -> DisconnectSocket:
        return DisconnectSocket()
