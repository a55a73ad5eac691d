"""``GET /__vfmock/agent``: what is played."""

from __future__ import annotations

from vfmock.transports.admin.base import ADMIN_CALLS, AdminCall, AdminRequest
from vfmock.types import JSONObject


def read(call: AdminRequest) -> JSONObject:
    """``{name}``."""
    return {"name": call.control.scenario.name}


ADMIN_CALLS.register("agent")(AdminCall("GET", "/agent", read))
