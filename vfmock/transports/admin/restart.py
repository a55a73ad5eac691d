"""``POST /__vfmock/restart``: send clients away."""

from __future__ import annotations

from vfmock.core.effects import Restart
from vfmock.durations import parse_duration
from vfmock.transports.admin.base import ENDPOINTS, Call, CallError, Endpoint
from vfmock.types import JSON, JSONObject

WHOSE = ("user", "session", "connection", "instance")


def restart(call: Call) -> JSONObject:
    """``{grace?, replay?, action?, user?, session?, connection?, instance?}``, as in Python.

    The answer is ``{connections}``: how many were told.
    """
    fields = call.fields(("grace", "replay", "action", *WHOSE))
    action, replay = fields.get("action"), fields.get("replay", True)
    if action is not None and not (
        isinstance(action, dict) and isinstance(action.get("type"), str)
    ):
        raise CallError("'action' is an object with a string 'type'")
    if not isinstance(replay, bool):
        raise CallError(f"'replay' is true or false, not {replay!r}")
    order = Restart(grace=_grace(fields.get("grace", 0)), replay=replay, action=action)
    links = call.driver.hub.select(**{name: fields[name] for name in WHOSE if name in fields})
    call.driver.hub.restart(order, links)
    return {"connections": len(links)}


def _grace(value: JSON) -> float:
    problem = f"'grace' is seconds, 0 or more, or a duration such as '2s', not {value!r}"
    try:
        seconds = parse_duration(value) if isinstance(value, str) else value
    except ValueError:
        raise CallError(problem) from None
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds < 1e9:
        raise CallError(problem)
    return float(seconds)


ENDPOINTS.register("restart")(Endpoint("POST", "/restart", restart))
