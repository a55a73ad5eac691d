"""``/__vfmock/sessions``: who talks, and the end of it."""

from __future__ import annotations

from vfmock.core.session import Session
from vfmock.transports.admin.base import ENDPOINTS, Call, CallError, Endpoint
from vfmock.types import JSONObject


def read(call: Call) -> JSONObject:
    """``{sessions: [{id, user, project, environment, state, turns, running, deadline, variables,
    connections: [{id, transport, instance}]}], connections: [… without a session]}``."""
    hub = call.driver.hub
    return {
        "sessions": [_told(call, session) for session in hub.store.sessions()],
        "connections": [
            {"id": link.id, "transport": link.outbox.transport, "instance": link.instance}
            for link in hub.links.values()
            if link.session is None
        ],
    }


def end(call: Call) -> JSONObject:
    """End a session with ``?reason=`` (``inactivity_timeout`` by default); ``{ended: id}``."""
    hub = call.driver.hub
    session = hub.store.session(call.path["id"])
    if session is None:
        raise CallError(f"there is no session {call.path['id']!r}", 404)
    hub.end(session, call.query.get("reason", "inactivity_timeout"))
    return {"ended": session.id}


def _told(call: Call, session: Session) -> JSONObject:
    return {
        "id": session.id,
        "user": session.user.id,
        "project": session.user.project_id,
        "environment": session.environment_id,
        "state": session.state,
        "turns": session.turn_count,
        "running": [turn.message_id for turn in session.turns],
        "deadline": session.deadline(),
        "variables": session.user.variables,
        "connections": [
            {"id": link.id, "transport": link.outbox.transport, "instance": link.instance}
            for link in call.driver.hub.select(session=session.id)
        ],
    }


ENDPOINTS.register("sessions")(Endpoint("GET", "/sessions", read))
ENDPOINTS.register("sessions.end")(Endpoint("DELETE", "/sessions/{id}", end))
