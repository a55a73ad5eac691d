"""``client.started late``: ``client.start`` is answered late."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.effects import ClientStarted
from vfmock.core.faults.base import Changes, HandshakeFault, Late, fault
from vfmock.core.faults.use import FaultUse
from vfmock.core.names import CLIENT_START
from vfmock.core.spec import POSITIVE
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@fault("client.started late")
@dataclass(frozen=True)
class ClientStartedLate(HandshakeFault[ClientStarted]):
    """Send ``client.started`` after ``seconds`` (more than 0)."""

    triggers = (CLIENT_START,)
    answer = ClientStarted
    primary = "seconds"
    seconds: Duration = field(default=Duration(5.0), metadata=POSITIVE)

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ScenarioError(f"late is more than 0 seconds, not {self.seconds:g}")

    def changed(self, effect: ClientStarted, use: FaultUse) -> Changes:
        return (Late(of=effect, seconds=self.seconds),)
