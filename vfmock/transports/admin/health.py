"""``GET /__vfmock/health``: the server is up."""

from __future__ import annotations

from vfmock.transports.admin.base import ADMIN_CALLS, AdminCall, AdminRequest
from vfmock.types import JSONObject


def health(call: AdminRequest) -> JSONObject:
    """``{status: ok, connections, sessions}``."""
    control = call.control
    return {
        "status": "ok",
        "connections": len(control.links),
        "sessions": len(control.sessions),
    }


ADMIN_CALLS.register("health")(AdminCall("GET", "/health", health))
