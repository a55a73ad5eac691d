"""``server restart``: the instance of a connection goes away, gracefully."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.effects import RestartOrder
from vfmock.core.faults.base import OrderFault, fault
from vfmock.types import Duration


@fault("server restart")
@dataclass(frozen=True, kw_only=True)
class ServerRestartFault(OrderFault):
    """Send ``server.restart``, and close the connection ``grace`` later.

    ``replay``: whether the event names the action in flight, for the client to send it again.
    """

    primary = "grace"
    grace: Duration = field(default=Duration(0.0), metadata={"schema": {"minimum": 0}})
    replay: bool = True

    def __post_init__(self) -> None:
        self.order()  # which knows what a restart can be

    def order(self) -> RestartOrder:
        return RestartOrder(whom="connection", grace=self.grace, replay=self.replay)
