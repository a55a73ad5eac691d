"""``POST /__vfmock/reset``: as new."""

from __future__ import annotations

from vfmock.transports.admin.base import ENDPOINTS, Call, Endpoint
from vfmock.types import JSONObject


def reset(call: Call) -> JSONObject:
    """Forget added rules and faults, the journal, every session and user; ``{reset: true}``.

    The faults of the scenario are armed anew. Connections stay, and the clock does.
    """
    call.fields(())
    call.control.reset()
    return {"reset": True}


ENDPOINTS.register("reset")(Endpoint("POST", "/reset", reset))
