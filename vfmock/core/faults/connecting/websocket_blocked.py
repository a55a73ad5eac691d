"""``websocket blocked``: a firewall lets no websocket through."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectFault, fault
from vfmock.core.faults.connect_outcome import Attempt, Respond
from vfmock.core.faults.triggers import HANDSHAKE, UPGRADE


@fault("websocket blocked")
@dataclass(frozen=True)
class WebsocketBlocked(ConnectFault):
    """Refuse every websocket, upgrades included, with HTTP 403; polling works.

    On ``upgrade`` alone, connections that begin with polling stay there.
    """

    lasting = True
    triggers = (HANDSHAKE, UPGRADE)
    also = (UPGRADE,)

    def concerns(self, attempt: Attempt) -> bool:
        return attempt.transport == "websocket"

    def outcome(self) -> Respond:
        return Respond(403, "websocket is not allowed here")
