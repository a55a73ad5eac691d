"""``session.created malformed key``: the key is none that the server takes back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vfmock.core.effects import SessionCreated
from vfmock.core.faults.base import Changes, HandshakeFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.core.names import SESSION_CREATE


@fault("session.created malformed key")
@dataclass(frozen=True)
class SessionCreatedMalformedKey(HandshakeFault[SessionCreated]):
    """Send ``key``. The default is half of the good one, with which no server resumes."""

    triggers = (SESSION_CREATE,)
    answer = SessionCreated
    primary = "key"
    key: str | None = None

    def changed(self, effect: SessionCreated, use: FaultUse) -> Changes:
        key = effect.session_key[: len(effect.session_key) // 2] if self.key is None else self.key
        return (replace(effect, session_key=key),)
