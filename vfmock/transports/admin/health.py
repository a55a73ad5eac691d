"""``GET /__vfmock/health``: the server is up."""

from __future__ import annotations

from vfmock.transports.admin.base import ENDPOINTS, Call, Endpoint
from vfmock.types import JSONObject


def health(call: Call) -> JSONObject:
    """``{status: ok, connections, sessions}``."""
    control = call.control
    return {
        "status": "ok",
        "connections": len(control.links),
        "sessions": len(control.sessions),
    }


ENDPOINTS.register("health")(Endpoint("GET", "/health", health))
