"""``POST /__vfmock/reset``: make the server as new."""

from __future__ import annotations

from vfmock.transports.admin.base import ADMIN_CALLS, AdminCall, AdminRequest
from vfmock.types import JSONObject


def reset(call: AdminRequest) -> JSONObject:
    """Forget added rules and faults, the journal, every session and user, and stored files:
    ``{reset: true}``.

    The faults of the scenario are armed anew. Connections and the clock stay as they are.
    """
    call.fields(())
    call.control.reset()
    return {"reset": True}


ADMIN_CALLS.register("reset")(AdminCall("POST", "/reset", reset))
