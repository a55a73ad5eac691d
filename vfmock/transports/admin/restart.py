"""``POST /__vfmock/restart``: send clients away."""

from __future__ import annotations

from vfmock.core.effects import RestartOrder
from vfmock.core.spec import must_be_text
from vfmock.transports.admin.base import ADMIN_CALLS, AdminCall, AdminRequest, CallError, seconds_of
from vfmock.types import JSONObject

WHOSE = ("user", "session", "connection", "instance")


def restart(call: AdminRequest) -> JSONObject:
    """``{grace?, replay?, action?, user?, session?, connection?, instance?}``, as in Python.

    The answer is ``{connections}``: how many were told.
    """
    fields = call.fields(("grace", "replay", "action", *WHOSE))
    replay = fields.get("replay", True)
    if not isinstance(replay, bool):
        raise CallError(f"'replay' is true or false, not {replay!r}")
    grace = fields.get("grace")
    order = RestartOrder(
        grace=None if grace is None else seconds_of("grace", grace),
        replay=replay,
        action=fields.get("action"),
    )
    whose = {name: fields[name] for name in WHOSE if name in fields}
    must_be_text(**{name: value for name, value in whose.items() if name != "instance"})
    return {"connections": call.control.restart(order, **whose)}


ADMIN_CALLS.register("restart")(AdminCall("POST", "/restart", restart))
