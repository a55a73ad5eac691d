"""``new session required``: no session key is good."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vfmock.core.effects import ClientStarted
from vfmock.core.events import ClientStart, Event
from vfmock.core.faults.base import HandshakeFault, fault
from vfmock.core.names import CLIENT_START


@fault("new session required")
@dataclass(frozen=True)
class NewSessionRequired(HandshakeFault[ClientStarted]):
    """Answer ``newSessionRequired: true``, whatever key came: the session can't be resumed."""

    triggers = (CLIENT_START,)
    answer = ClientStarted
    lasting = True

    def incoming(self, event: Event) -> Event:
        return replace(event, session_key=None) if isinstance(event, ClientStart) else event
