"""``/__vfmock/faults``: list the armed faults, arm one, let one happen now, remove one."""

from __future__ import annotations

from vfmock.core.spec import must_be_text
from vfmock.loading import parse_fault
from vfmock.transports.admin.base import ADMIN_CALLS, AdminCall, AdminRequest, CallError
from vfmock.types import JSONObject


def read(call: AdminRequest) -> JSONObject:
    """``{faults: [{id, fault, on, nth, times, probability, user, session, applied}]}``."""
    return {"faults": [armed.to_json() for armed in call.control.faults]}


def arm(call: AdminRequest) -> JSONObject:
    """Take a fault rule as in a scenario. The answer is the rule with its id."""
    if call.body is None:
        raise CallError("wanted a fault, such as 'transport close' or {fault: …, on: …}")
    return call.control.arm(parse_fault(call.body, file="body")).to_json()


def inject(call: AdminRequest) -> JSONObject:
    """``{fault, user?, session?, connection?}`` happens now. ``{connections}`` says to how many."""
    fields = call.fields(("fault", "user", "session", "connection"))
    if "fault" not in fields:
        raise CallError("wanted a 'fault', got none")
    fault = parse_fault(fields["fault"], file="body").fault
    whose = {name: value for name, value in fields.items() if name != "fault"}
    must_be_text(**whose)
    return {"connections": call.control.inject(fault, **whose)}


def remove(call: AdminRequest) -> JSONObject:
    """``{removed: 1}``. An unknown id is 404."""
    if not call.control.disarm(call.path["id"]):
        raise CallError(f"no fault {call.path['id']!r} is armed", 404)
    return {"removed": 1}


def clear(call: AdminRequest) -> JSONObject:
    """Remove all. ``{removed}`` is how many."""
    return {"removed": call.control.clear_faults()}


ADMIN_CALLS.register("faults")(AdminCall("GET", "/faults", read))
ADMIN_CALLS.register("faults.arm")(AdminCall("POST", "/faults", arm))
ADMIN_CALLS.register("faults.inject")(AdminCall("POST", "/faults/now", inject))
ADMIN_CALLS.register("faults.remove")(AdminCall("DELETE", "/faults/{id}", remove))
ADMIN_CALLS.register("faults.clear")(AdminCall("DELETE", "/faults", clear))
