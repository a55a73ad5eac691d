"""``http error``: the handshake is answered with an HTTP status: 4xx, 5xx, 429."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.faults.base import ConnectFault, fault
from vfmock.core.faults.connect_outcome import Respond
from vfmock.errors import ScenarioError


@fault("http error")
@dataclass(frozen=True)
class HttpError(ConnectFault):
    """Answer the handshake with ``status`` (400 to 599).

    ``text`` is the body. ``retry_after`` is the header of that name in seconds, as a 429 or a 503
    has it; no Socket.IO client heeds it.
    """

    primary = "status"
    status: int = field(default=503, metadata={"schema": {"minimum": 400, "maximum": 599}})
    text: str = ""
    retry_after: int | None = None

    def __post_init__(self) -> None:
        if not 400 <= self.status <= 599:
            raise ScenarioError(f"'status' of 'http error' is from 400 to 599, not {self.status}")

    def outcome(self) -> Respond:
        headers = () if self.retry_after is None else (("Retry-After", str(self.retry_after)),)
        return Respond(self.status, self.text, headers)
