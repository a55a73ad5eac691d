"""``GET /__vfmock/agent``: what is played."""

from __future__ import annotations

from vfmock.transports.admin.base import ENDPOINTS, Call, Endpoint
from vfmock.types import JSONObject


def read(call: Call) -> JSONObject:
    """``{name}``."""
    return {"name": call.control.scenario.name}


ENDPOINTS.register("agent")(Endpoint("GET", "/agent", read))
