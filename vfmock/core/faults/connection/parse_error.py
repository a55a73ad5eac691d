"""``parse error``: the server sends what is no Socket.IO packet."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import SendGarbage


@fault("parse error")
@dataclass(frozen=True)
class ParseError(ConnectionFault):
    """Send ``message`` where a Socket.IO packet is due; by default JSON that breaks off."""

    primary = "message"
    message: str = '2["action.trace",{"trace":'

    def transport_fault(self) -> SendGarbage:
        return SendGarbage(self.message)
