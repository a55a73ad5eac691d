"""``parse error``: the server sends what is no Socket.IO packet."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import SendGarbage


@fault("parse error")
@dataclass(frozen=True)
class ParseError(ConnectionFault):
    """Send ``message`` in place of a Socket.IO packet. The default is JSON that breaks off."""

    primary = "message"
    message: str = '2["action.trace",{"trace":'

    def transport_fault(self) -> SendGarbage:
        return SendGarbage(self.message)
