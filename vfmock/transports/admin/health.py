"""``GET /__vfmock/health``: the server is up."""

from __future__ import annotations

from vfmock.runtime.driver import Driver
from vfmock.transports.admin.base import ENDPOINTS, Endpoint
from vfmock.types import JSON, JSONObject


def health(driver: Driver, body: JSON) -> JSONObject:
    """``{status: ok, connections, sessions}``."""
    return {
        "status": "ok",
        "connections": len(driver.hub.links),
        "sessions": sum(1 for _ in driver.hub.store.sessions()),
    }


ENDPOINTS.register("health")(Endpoint("GET", "/health", health))
