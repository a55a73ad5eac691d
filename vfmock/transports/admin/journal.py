"""``/__vfmock/journal``: everything that came in, went out or was noted."""

from __future__ import annotations

from vfmock.errors import suggest
from vfmock.transports.admin.base import ADMIN_CALLS, AdminCall, AdminRequest, CallError
from vfmock.types import JSONObject

FILTERS = ("connection", "direction", "fault", "name", "session", "user")


def read(call: AdminRequest) -> JSONObject:
    """``{entries}``, in the order on the wire. The query filters by keys of the entries:
    ``?name=action.trace&user=ada``."""
    for name in call.query:
        if name not in FILTERS:
            raise CallError(f"no filter {name!r}{suggest(name, FILTERS)}")
    wanted = call.query.items()
    entries = (entry.to_json() for entry in call.control.journal)
    return {
        "entries": [
            entry
            for entry in entries
            if all(entry.get(name, "") == value for name, value in wanted)
        ]
    }


def clear(call: AdminRequest) -> JSONObject:
    """Forget all entries. ``{removed}`` is how many."""
    return {"removed": call.control.clear_journal()}


ADMIN_CALLS.register("journal")(AdminCall("GET", "/journal", read))
ADMIN_CALLS.register("journal.clear")(AdminCall("DELETE", "/journal", clear))
