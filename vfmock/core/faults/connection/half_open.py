"""``half open``: the connection is there, and swallows everything."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import Swallow


@fault("half open")
@dataclass(frozen=True)
class HalfOpen(ConnectionFault):
    """Take everything that comes and send nothing, not even heartbeats. The connection stays open.

    Clients notice that the pings are missing: ``ping_interval`` plus ``ping_timeout`` later.
    """

    def transport_fault(self) -> Swallow:
        return Swallow()
