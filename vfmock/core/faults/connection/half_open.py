"""``half open``: the connection is there, and swallows everything."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import Swallow


@fault("half open")
@dataclass(frozen=True)
class HalfOpen(ConnectionFault):
    """Take all that comes and send nothing, heartbeats neither, with the connection open.

    Clients notice when the pings stay away: ``ping_interval`` and ``ping_timeout`` later.
    """

    def transport_fault(self) -> Swallow:
        return Swallow()
