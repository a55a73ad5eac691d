"""``transport error``: the connection fails."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import BreakTransport


@fault("transport error")
@dataclass(frozen=True)
class TransportError(ConnectionFault):
    """Send an invalid websocket frame, or answer the poll with HTTP 500."""

    def transport_fault(self) -> BreakTransport:
        return BreakTransport()
