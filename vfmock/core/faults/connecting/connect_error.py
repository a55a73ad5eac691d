"""``connect error``: the namespace is refused, with data."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import ConnectFault, fault
from vfmock.core.faults.connect_outcome import RefuseNamespace
from vfmock.core.faults.triggers import CONNECT
from vfmock.types import JSON


@fault("connect error")
@dataclass(frozen=True)
class ConnectError(ConnectFault):
    """Refuse the namespace, as a middleware of a Socket.IO server does.

    Clients report ``connect_error`` with ``message``, and ``data`` beside it.
    """

    primary = "message"
    triggers = (CONNECT,)
    message: str = "refused"
    data: JSON = None

    def outcome(self) -> RefuseNamespace:
        return RefuseNamespace(self.message, self.data)
