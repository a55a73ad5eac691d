"""``connection refused``: the port is closed."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.faults.base import HostFault, Outage, fault
from vfmock.core.spec import POSITIVE
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@fault("connection refused")
@dataclass(frozen=True)
class ConnectionRefused(HostFault):
    """Close the port for ``seconds``, or until the fault is taken away (``ECONNREFUSED``).

    Connections that are open stay open. A closed port counts no attempts: to fail the first few of
    them, take ``connection reset`` or ``http error`` with ``times``.
    """

    primary = "seconds"
    seconds: Duration | None = field(default=None, metadata=POSITIVE)

    def __post_init__(self) -> None:
        if self.seconds is not None and self.seconds <= 0:
            raise ScenarioError(f"a port is closed for more than 0 seconds, not {self.seconds:g}")

    def outage(self) -> Outage:
        return Outage(self.seconds)
