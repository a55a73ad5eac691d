"""``client.started missing``: ``client.start`` is not answered."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ClientStarted
from vfmock.core.faults.base import Changes, HandshakeFault, fault
from vfmock.core.faults.course import Course
from vfmock.core.names import CLIENT_START


@fault("client.started missing")
@dataclass(frozen=True)
class ClientStartedMissing(HandshakeFault[ClientStarted]):
    """Never send ``client.started``."""

    moments = (CLIENT_START,)
    answer = ClientStarted

    def changed(self, effect: ClientStarted, course: Course) -> Changes:
        return ()
