"""``ping timeout``: the heartbeats stop."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import WithholdPings


@fault("ping timeout")
@dataclass(frozen=True)
class PingTimeout(ConnectionFault):
    """Send no more pings, so that the client takes the connection for dead.

    It does so in real time, ``ping_interval`` and ``ping_timeout`` after the last one: give the
    server short ones.
    """

    def transport_fault(self) -> WithholdPings:
        return WithholdPings()
