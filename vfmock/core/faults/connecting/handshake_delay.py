"""``handshake delay``: the handshake is answered late."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.faults.base import ConnectFault, fault
from vfmock.core.faults.connect_outcome import Delay
from vfmock.core.spec import POSITIVE
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@fault("handshake delay")
@dataclass(frozen=True)
class HandshakeDelay(ConnectFault):
    """Answer the handshake after ``seconds`` (more than 0).

    Clients give up after their ``timeout``: 20 s by default, 10 s on the protocol page.
    """

    primary = "seconds"
    seconds: Duration = field(default=Duration(3.0), metadata=POSITIVE)

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ScenarioError(f"a delay is more than 0 seconds, not {self.seconds:g}")

    def outcome(self) -> Delay:
        return Delay(self.seconds)
