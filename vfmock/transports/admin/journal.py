"""``/__vfmock/journal``: everything that came in, went out or was noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vfmock.core.journal import Entry
from vfmock.errors import suggest
from vfmock.transports.admin.base import ADMIN_CALLS, AdminCall, AdminRequest, CallError, Listing
from vfmock.types import JSONObject

FILTERS = ("connection", "direction", "fault", "name", "session", "user")
PAGE = ("after", "limit")


def read(call: AdminRequest) -> Listing:
    """``{entries, last, dropped}``, in the order on the wire.

    The query filters by keys of the entries: ``?name=action.trace&user=ada``. ``limit`` is how many
    entries the answer has at most. ``last`` is the number of the last entry that was looked at:
    with ``?after=`` this number, the next call goes on behind it. ``dropped`` is how many older
    entries are not kept any more.
    """
    for name in call.query:
        if name not in FILTERS + PAGE:
            raise CallError(f"no filter {name!r}{suggest(name, FILTERS + PAGE)}")
    wanted = {name: value for name, value in call.query.items() if name in FILTERS}
    journal = call.control.journal
    found: list[Entry] = []
    limit = _number(call.query, "limit", journal.written)
    last = after = _number(call.query, "after", 0)
    for number, entry in journal.since(after):
        if len(found) == limit:
            break
        last = number
        if all(getattr(entry, name) == value for name, value in wanted.items()):
            found.append(entry)
    return Listing("entries", _written(found), {"last": last, "dropped": journal.dropped})


def _written(entries: list[Entry]) -> Iterator[JSONObject]:
    """The entries as JSON. Each is made only when its turn comes."""
    return (entry.to_json() for entry in entries)


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    given = query.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 16):
        raise CallError(f"{name!r}: wanted a whole number from 0, got {given!r:.40}")
    return int(given)


def clear(call: AdminRequest) -> JSONObject:
    """Forget all entries. ``{removed}`` is how many."""
    return {"removed": call.control.clear_journal()}


ADMIN_CALLS.register("journal")(AdminCall("GET", "/journal", read))
ADMIN_CALLS.register("journal.clear")(AdminCall("DELETE", "/journal", clear))
