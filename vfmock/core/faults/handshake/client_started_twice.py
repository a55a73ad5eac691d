"""``client.started twice``: one ``client.start`` is answered twice."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ClientStarted
from vfmock.core.faults.base import Changes, HandshakeFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.core.names import CLIENT_START


@fault("client.started twice")
@dataclass(frozen=True)
class ClientStartedTwice(HandshakeFault[ClientStarted]):
    """Send ``client.started`` two times."""

    triggers = (CLIENT_START,)
    answer = ClientStarted

    def changed(self, effect: ClientStarted, use: FaultUse) -> Changes:
        return (effect, effect)
