"""``ping timeout``: the heartbeats stop."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import WithholdPings


@fault("ping timeout")
@dataclass(frozen=True)
class PingTimeout(ConnectionFault):
    """Send no more pings, so that the client believes that the connection is dead.

    The client needs real time for that: ``ping_interval`` plus ``ping_timeout`` after the last
    ping. Give the server short ones.
    """

    def transport_fault(self) -> WithholdPings:
        return WithholdPings()
