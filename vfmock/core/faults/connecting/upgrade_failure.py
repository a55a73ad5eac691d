"""``upgrade failure``: the upgrade from polling to websocket fails."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectFault, fault
from vfmock.core.faults.connect_outcome import Respond
from vfmock.core.faults.triggers import UPGRADE


@fault("upgrade failure")
@dataclass(frozen=True)
class UpgradeFailure(ConnectFault):
    """Answer the upgrade request with HTTP 502; the connection goes on by polling."""

    triggers = (UPGRADE,)

    def outcome(self) -> Respond:
        return Respond(502, "the upgrade failed")
