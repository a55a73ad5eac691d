"""The journal: everything that came in, went out or was noted, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import inf
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


Record: TypeAlias = tuple[
    float,
    Direction,
    str,
    JSON,
    str,
    str,
    str,
    str,
    str,
    "Event | Effect | Handshake | WebhookAttempt | None",
    Callable[[JSON], JSON] | None,
]
"""An entry as the journal keeps it: its fields in order, and how its payload is made of the item.

Most entries are never read. A tuple takes a fraction of the time of an ``Entry``, and a payload
that nobody reads is not kept.
"""


def entry_of(record: Record) -> Entry:
    """The entry that a record stands for."""
    at, direction, name, payload, connection, session, user, fault, wire, item, encode = record
    return Entry(
        at=at,
        direction=direction,
        name=name,
        payload=payload if encode is None else encode(item),
        connection=connection,
        session=session,
        user=user,
        fault=fault,
        wire=wire,
        item=item,
    )


Wanted: TypeAlias = Callable[[Direction, str, object], bool]
"""Whether a watcher wants an entry, by its direction, its name and its item."""


class Journal:
    """Keeps the newest entries: ``limit`` of them, and so many that their payloads have ``room``.

    ``limit`` is a number of entries and ``room`` a number of bytes; ``None`` means all. The newest
    entry is always kept, however large. A test session has a few hundred entries. A server that
    runs for days needs both limits: a payload may have megabytes.

    Entries have numbers from 1 on, in their order. ``written`` is the number of the newest one.
    ``dropped`` counts those that were dropped for a limit since the journal was cleared.
    """

    def __init__(self, limit: int | None = None, room: int | None = None) -> None:
        self._records: deque[Record] = deque()
        self._sizes: deque[int] = deque()
        self._limit = inf if limit is None else limit
        self._room = inf if room is None else room
        self._watchers: list[tuple[Callable[[Entry], None], Wanted | None]] = []
        self._bells: list[Callable[[], None]] = []
        self.size = 0
        self.written = 0
        self.dropped = 0

    def watch(self, watcher: Callable[[Entry], None], wanted: Wanted | None = None) -> None:
        """Call a function with each new entry, on the server's loop. The function must not wait.

        ``wanted`` says which entries; by default all. If the function raises anything, it is not
        called again, and a note ``scenario_error`` tells why.
        """
        self._watchers.append((watcher, wanted))

    def on_change(self, bell: Callable[[], None]) -> None:
        """Call a function after each new entry, on the server's loop. It gets nothing, and must
        neither wait nor raise."""
        self._bells.append(bell)

    def add(self, entry: Entry) -> None:
        """Append an entry."""
        record: Record = (
            entry.at,
            entry.direction,
            entry.name,
            entry.payload,
            entry.connection,
            entry.session,
            entry.user,
            entry.fault,
            entry.wire,
            entry.item,
            None,
        )
        self.record(record, size_of(entry.payload))

    def record(self, record: Record, size: int) -> None:
        """Append a record, and drop the oldest ones that are too many. ``size`` is that of its
        payload in bytes. The watching functions get its entry."""
        self.written += 1
        size += SIZE_OF_ENTRY
        self._records.append(record)
        self._sizes.append(size)
        self.size += size
        if self.size > self._room or len(self._records) > self._limit:
            self._make_room()
        if self._watchers:
            self._tell(record)
        for bell in self._bells:
            bell()

    def _make_room(self) -> None:
        records = self._records
        while len(records) > 1 and (self.size > self._room or len(records) > self._limit):
            records.popleft()
            self.size -= self._sizes.popleft()
            self.dropped += 1

    def _tell(self, record: Record) -> None:
        """Pass an entry to the watching functions that want it."""
        for watcher, wanted in self._watchers:
            try:
                if wanted is None or wanted(record[1], record[2], record[9]):
                    watcher(entry_of(record))
            except BaseException as error:  # an entry must not get lost with a user's function
                if is_interrupt(error):
                    raise
                self._give_up(watcher, entry_of(record), error)

    def _give_up(
        self, watcher: Callable[[Entry], None], entry: Entry, error: BaseException
    ) -> None:
        """Stop calling a watcher that has failed, and note it."""
        self._watchers = [one for one in self._watchers if one[0] is not watcher]
        note = Note(kind="scenario_error", text=failed(watcher, error), error=users_error(error))
        told = Entry(at=entry.at, direction="note", name=note.kind, payload=note.text, item=note)
        self.add(told)

    def clear(self) -> None:
        """Forget every entry."""
        self._records.clear()
        self._sizes.clear()
        self.size = 0
        self.dropped = 0

    def since(self, number: int) -> list[tuple[int, Entry]]:
        """The entries with a higher number than this, each with its number."""
        first = self.written - len(self._records) + 1
        start = max(0, number - first + 1)
        newer = map(entry_of, islice(self._records, start, None))
        return list(enumerate(newer, first + start))

    def __iter__(self) -> Iterator[Entry]:
        return map(entry_of, tuple(self._records))

    def __len__(self) -> int:
        return len(self._records)

    def notes(self, name: str) -> list[Entry]:
        """The notes of one kind."""
        return self._named("note", name)

    def received(self, name: str) -> list[Entry]:
        """The events with this name that clients sent."""
        return self._named("in", name)

    def sent(self, name: str) -> list[Entry]:
        """The events with this name that went out to clients."""
        return self._named("out", name)

    def _named(self, direction: Direction, name: str) -> list[Entry]:
        records = tuple(self._records)
        return [entry_of(one) for one in records if one[1] == direction and one[2] == name]
