"""``client.started missing``: ``client.start`` is not answered."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ClientStarted
from vfmock.core.faults.base import Changes, HandshakeFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.core.names import CLIENT_START


@fault("client.started missing")
@dataclass(frozen=True)
class ClientStartedMissing(HandshakeFault[ClientStarted]):
    """Never send ``client.started``."""

    triggers = (CLIENT_START,)
    answer = ClientStarted

    def changed(self, effect: ClientStarted, use: FaultUse) -> Changes:
        return ()
