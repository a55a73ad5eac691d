"""``/__vfmock/clock``: read the clock, and move it."""

from __future__ import annotations

from vfmock.transports.admin.base import ADMIN_CALLS, AdminCall, AdminRequest, CallError, seconds_of
from vfmock.types import JSONObject

KEYS = ("advance", "advance_to_next", "autojump")


def read(call: AdminRequest) -> JSONObject:
    """``{clock, now, next_deadline, autojump}``. Times are Unix seconds; ``null``: no time."""
    control = call.control
    return {
        "clock": "mock" if control.is_mock else "real",
        "now": control.now(),
        "next_deadline": control.next_deadline(),
        "autojump": control.autojump,
    }


def move(call: AdminRequest) -> JSONObject:
    """``{advance: seconds or a duration}``, ``{advance_to_next: true}``, ``{autojump: boolean}``.

    If there are several, all are done, in this order. The answer is the clock after them.
    """
    fields = call.fields(KEYS)
    if not fields:
        raise CallError(f"wanted one of {', '.join(KEYS)}, got nothing")
    for name in KEYS[1:]:
        if not isinstance(fields.get(name, False), bool):
            raise CallError(f"{name!r} is true or false, not {fields[name]!r}")
    if "advance" in fields:
        call.control.advance(seconds_of("advance", fields["advance"]))
    if fields.get("advance_to_next"):
        call.control.advance_to_next()
    if "autojump" in fields:
        call.control.autojump = fields["autojump"]
    return read(call)


ADMIN_CALLS.register("clock")(AdminCall("GET", "/clock", read))
ADMIN_CALLS.register("clock.move")(AdminCall("POST", "/clock", move))
