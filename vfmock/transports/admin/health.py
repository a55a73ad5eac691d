"""``GET /__vfmock/health``: the server is up."""

from __future__ import annotations

from vfmock.transports.admin.base import ENDPOINTS, Call, Endpoint
from vfmock.types import JSONObject


def health(call: Call) -> JSONObject:
    """``{status: ok, connections, sessions}``."""
    hub = call.driver.hub
    return {
        "status": "ok",
        "connections": len(hub.links),
        "sessions": sum(1 for _ in hub.store.sessions()),
    }


ENDPOINTS.register("health")(Endpoint("GET", "/health", health))
