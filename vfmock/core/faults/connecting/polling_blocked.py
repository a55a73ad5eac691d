"""``polling blocked``: plain HTTP is refused."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectFault, fault
from vfmock.core.faults.connect_outcome import Attempt, Respond


@fault("polling blocked")
@dataclass(frozen=True)
class PollingBlocked(ConnectFault):
    """Refuse every handshake by polling with HTTP 403; websocket works."""

    lasting = True

    def concerns(self, attempt: Attempt) -> bool:
        return attempt.transport == "polling"

    def outcome(self) -> Respond:
        return Respond(403, "polling is not allowed here")
