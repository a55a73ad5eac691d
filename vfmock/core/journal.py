"""The journal: everything that came in, went out or was noted, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from vfmock.callers import is_interrupt, users_error
from vfmock.core.effects import Effect, Note
from vfmock.core.events import Event
from vfmock.core.handshake import Handshake
from vfmock.core.size import size_of
from vfmock.core.webhooks import WebhookAttempt
from vfmock.errors import failed
from vfmock.types import JSON, JSONObject

SIZE_OF_ENTRY = 500
"""What an entry takes beside its payload, in bytes."""

Direction: TypeAlias = Literal["in", "out", "note"]

REFUSED = "refused"
"""The kind of the notes about clients that can't connect."""

UNDELIVERED = "undelivered"
"""The kind of the notes about what has not arrived, because nobody was there."""

PUSHED = "push"
"""The kind of the notes about actions that came from outside: the messageID of their traces."""

DOUBT = "doubt"
"""The kind of the notes about what is served, and was probably meant otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal.

    ``at`` is Unix seconds by the server's clock. ``name`` is the event's neutral name, or the kind
    of note (``mismatch``, ``session_key``, ``violation``, ``undelivered`` …). ``wire`` is the
    event's name in the client's dialect, or empty if it is the same. ``payload`` is what the event
    carried, or the text of the note; the note ``connect`` has the handshake as an object. ``item``
    is the event, effect or handshake of the core. ``session``, ``connection`` and ``user`` are ids,
    or empty. ``fault`` names the fault that caused or changed the entry. Entries are in the order
    on the wire: a message that a fault holds back is entered when it goes out.
    """

    at: float
    direction: Direction
    name: str
    payload: JSON
    connection: str = ""
    session: str = ""
    user: str = ""
    fault: str = ""
    wire: str = ""
    item: Event | Effect | Handshake | WebhookAttempt | None = None

    @property
    def shown(self) -> str:
        """The name of the event for the client."""
        return self.wire or self.name

    def to_json(self) -> JSONObject:
        """The entry as one JSON object."""
        entry = {
            "at": self.at,
            "direction": self.direction,
            "name": self.name,
            "payload": self.payload,
            "connection": self.connection,
            "session": self.session,
            "user": self.user,
        }
        told = {"fault": self.fault, "wire": self.wire}
        return {**entry, **{name: value for name, value in told.items() if value}}


class Journal:
    """Keeps the newest entries: ``limit`` of them, and so many that their payloads have ``room``.

    ``limit`` is a number of entries and ``room`` a number of bytes; ``None`` means all. The newest
    entry is always kept, however large. A test session has a few hundred entries. A server that
    runs for days needs both limits: a payload may have megabytes.

    Entries have numbers from 1 on, in their order. ``written`` is the number of the newest one.
    ``dropped`` counts those that were dropped for a limit since the journal was cleared.
    """

    def __init__(self, limit: int | None = None, room: int | None = None) -> None:
        self._entries: deque[Entry] = deque()
        self._sizes: deque[int] = deque()
        self._limit = limit
        self._room = room
        self._watchers: list[Callable[[Entry], None]] = []
        self.size = 0
        self.written = 0
        self.dropped = 0

    def watch(self, watcher: Callable[[Entry], None]) -> None:
        """Call a function with each new entry, on the server's loop. The function must not wait.

        If it raises anything, it is not called again, and a note ``scenario_error`` tells why.
        """
        self._watchers.append(watcher)

    def add(self, entry: Entry) -> None:
        """Append an entry, and pass it to the watching functions."""
        self.written += 1
        self._keep(entry)
        for watcher in self._watchers:
            try:
                watcher(entry)
            except BaseException as error:  # an entry must not get lost with a user's function
                if is_interrupt(error):
                    raise
                self._give_up(watcher, entry, error)

    def _keep(self, entry: Entry) -> None:
        """Append an entry, and drop the oldest ones that are too many."""
        size = size_of(entry.payload) + SIZE_OF_ENTRY
        self._entries.append(entry)
        self._sizes.append(size)
        self.size += size
        while self._is_full():
            self._entries.popleft()
            self.size -= self._sizes.popleft()
            self.dropped += 1

    def _is_full(self) -> bool:
        if self._limit is not None and len(self._entries) > self._limit:
            return True
        return self._room is not None and self.size > self._room and len(self._entries) > 1

    def _give_up(
        self, watcher: Callable[[Entry], None], entry: Entry, error: BaseException
    ) -> None:
        """Stop calling a watcher that has failed, and note it."""
        self._watchers = [one for one in self._watchers if one is not watcher]
        note = Note(kind="scenario_error", text=failed(watcher, error), error=users_error(error))
        told = Entry(at=entry.at, direction="note", name=note.kind, payload=note.text, item=note)
        self.add(told)

    def clear(self) -> None:
        """Forget every entry."""
        self._entries.clear()
        self._sizes.clear()
        self.size = 0
        self.dropped = 0

    def since(self, number: int) -> list[tuple[int, Entry]]:
        """The entries with a higher number than this, each with its number."""
        first = self.written - len(self._entries) + 1
        start = max(0, number - first + 1)
        return list(enumerate(islice(self._entries, start, None), first + start))

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def notes(self, name: str) -> list[Entry]:
        """The notes of one kind."""
        return [entry for entry in self if entry.direction == "note" and entry.name == name]

    def received(self, name: str) -> list[Entry]:
        """The events with this name that clients sent."""
        return [entry for entry in self if entry.direction == "in" and entry.name == name]

    def sent(self, name: str) -> list[Entry]:
        """The events with this name that went out to clients."""
        return [entry for entry in self if entry.direction == "out" and entry.name == name]
