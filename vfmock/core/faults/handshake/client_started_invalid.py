"""``client.started invalid``: its payload has the wrong type."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ClientStarted
from vfmock.core.faults.base import Altered, Changes, HandshakeFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.core.names import CLIENT_START
from vfmock.types import JSON, JSONObject


@fault("client.started invalid")
@dataclass(frozen=True)
class ClientStartedInvalid(HandshakeFault[ClientStarted]):
    """Send ``value``, which is no boolean, for whether a new session is required."""

    triggers = (CLIENT_START,)
    answer = ClientStarted
    primary = "value"
    value: JSON = "true"

    def changed(self, effect: ClientStarted, use: FaultUse) -> Changes:
        def change(payload: JSONObject) -> JSONObject:
            return {
                name: self.value if isinstance(given, bool) else given
                for name, given in payload.items()
            }

        return (Altered(of=effect, change=change),)
