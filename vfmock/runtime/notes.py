"""Notes: what the runtime writes into the journal besides the events."""

from __future__ import annotations

from vfmock.core.effects import Effect
from vfmock.core.handshake import Handshake
from vfmock.core.journal import Entry, Journal
from vfmock.runtime.clock import Clock
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession
from vfmock.types import JSON


class Notes:
    """Writes notes into a journal, with the time, connection, session and user."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    def add(
        self,
        kind: str,
        text: JSON,
        link: Link | None = None,
        live: LiveSession | None = None,
        *,
        fault: str = "",
        item: Effect | Handshake | None = None,
    ) -> None:
        """Write a note on a connection or a session. ``fault`` is the fault that the note is about.

        ``live`` is by default the session of the connection. ``item`` is the effect that the note
        is, or is about, or the handshake. ``text`` is an object in the note of a handshake.
        """
        if live is None and link is not None:
            live = link.live
        user = "" if live is None else live.session.user.id
        self._journal.add(
            Entry(
                at=self._clock.now(),
                direction="note",
                name=kind,
                payload=text,
                connection="" if link is None else link.id,
                session="" if live is None else live.session.id,
                user=user if link is None else link.user_id,
                fault=fault,
                item=item,
            )
        )
