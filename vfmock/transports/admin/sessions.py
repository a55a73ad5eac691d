"""``/__vfmock/sessions``: who talks, and the end of it."""

from __future__ import annotations

from vfmock.transports.admin.base import ENDPOINTS, Call, CallError, Endpoint
from vfmock.types import JSONObject


def read(call: Call) -> JSONObject:
    """``{sessions: [{id, user, project, environment, state, turns, running, deadline, variables,
    connections: [{id, transport, instance}]}], connections: [… without a session]}``."""
    return {
        "sessions": [live.to_json() for live in call.control.sessions],
        "connections": [link.to_json() for link in call.control.links if link.live is None],
    }


def end(call: Call) -> JSONObject:
    """End a session with ``?reason=`` (``inactivity_timeout`` by default); ``{ended: id}``."""
    session_id = call.path["id"]
    reason = call.query.get("reason", "inactivity_timeout")
    if not call.control.end_sessions(reason, session=session_id):
        raise CallError(f"there is no session {session_id!r}", 404)
    return {"ended": session_id}


ENDPOINTS.register("sessions")(Endpoint("GET", "/sessions", read))
ENDPOINTS.register("sessions.end")(Endpoint("DELETE", "/sessions/{id}", end))
