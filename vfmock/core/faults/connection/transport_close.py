"""``transport close``: the connection is closed without a word of Socket.IO."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import CloseTransport


@fault("transport close")
@dataclass(frozen=True)
class TransportClose(ConnectionFault):
    """Close the websocket, or end polling by Engine.IO's close packet."""

    def transport_fault(self) -> CloseTransport:
        return CloseTransport()
