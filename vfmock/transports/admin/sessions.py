"""``/__vfmock/sessions``: who talks, and the end of it."""

from __future__ import annotations

from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession
from vfmock.transports.admin.base import ENDPOINTS, Call, CallError, Endpoint
from vfmock.types import JSONObject


def read(call: Call) -> JSONObject:
    """``{sessions: [{id, user, project, environment, state, turns, running, deadline, variables,
    connections: [{id, transport, instance}]}], connections: [… without a session]}``."""
    return {
        "sessions": [_session(live) for live in call.control.sessions],
        "connections": [_connection(link) for link in call.control.links if link.live is None],
    }


def end(call: Call) -> JSONObject:
    """End a session with ``?reason=`` (``inactivity_timeout`` by default); ``{ended: id}``."""
    live = call.control.session(call.path["id"])
    if live is None:
        raise CallError(f"there is no session {call.path['id']!r}", 404)
    call.control.end_session(live, call.query.get("reason", "inactivity_timeout"))
    return {"ended": live.session.id}


def _session(live: LiveSession) -> JSONObject:
    session = live.session
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
        "connections": [_connection(link) for link in live.links.values()],
    }


def _connection(link: Link) -> JSONObject:
    return {"id": link.id, "transport": link.outbox.transport, "instance": link.instance}


ENDPOINTS.register("sessions")(Endpoint("GET", "/sessions", read))
ENDPOINTS.register("sessions.end")(Endpoint("DELETE", "/sessions/{id}", end))
