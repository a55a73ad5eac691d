"""Who is told when sessions begin and end."""

from __future__ import annotations

from typing import Protocol

from vfmock.core.events import ClientStart
from vfmock.core.session_data import SessionData


class SessionWatch(Protocol):
    """Whoever wants to know when sessions begin and end."""

    def session_began(
        self, session: SessionData, client: ClientStart | None, created: bool
    ) -> None:
        """A session has begun. ``client`` is what its client has said of itself, if it has one.
        ``created``: the client has asked for it."""
        ...

    def session_ended(self, session_id: str, reason: str) -> None:
        """A session is over."""
        ...

    def sessions_forgotten(self) -> None:
        """Every session is forgotten, as if there had been none."""
        ...
