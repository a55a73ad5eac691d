"""``/__vfmock/sessions``: list sessions, begin one anywhere in the conversation, end one."""

from __future__ import annotations

from vfmock.errors import ServerError
from vfmock.transports.admin.base import ADMIN_CALLS, AdminCall, AdminRequest, CallError
from vfmock.types import JSONObject


def read(call: AdminRequest) -> JSONObject:
    """``{sessions: [{id, user, project, environment, state, turns, running, deadline, variables,
    connections: [{id, transport, instance}]}], connections: [… without a session]}``."""
    return {
        "sessions": [live.to_json() for live in call.control.sessions],
        "connections": [link.to_json() for link in call.control.links if link.live is None],
    }


def snapshot(call: AdminRequest) -> JSONObject:
    """A whole session, for another server to continue; 409 while a turn runs."""
    session_id = call.path["id"]
    try:
        found = call.control.snapshot(session_id)
    except ServerError as error:
        raise CallError(str(error), 409) from None
    if found is None:
        raise _unknown(session_id)
    return found


def begin(call: AdminRequest) -> JSONObject:
    """Begin a session from a snapshot: ``{id, sessionKey}``.

    ``{user, project}`` are enough. ``state`` and ``variables`` choose a place in the conversation.
    """
    session_id, key = call.control.begin_session(call.body)
    return {"id": session_id, "sessionKey": key}


def end(call: AdminRequest) -> JSONObject:
    """End a session with ``?reason=`` (``inactivity_timeout`` by default): ``{ended: id}``."""
    session_id = call.path["id"]
    reason = call.query.get("reason", "inactivity_timeout")
    if not call.control.end_sessions(reason, session=session_id):
        raise _unknown(session_id)
    return {"ended": session_id}


def _unknown(session_id: str) -> CallError:
    return CallError(f"there is no session {session_id!r}", 404)


ADMIN_CALLS.register("sessions")(AdminCall("GET", "/sessions", read))
ADMIN_CALLS.register("sessions.begin")(AdminCall("POST", "/sessions", begin))
ADMIN_CALLS.register("sessions.snapshot")(AdminCall("GET", "/sessions/{id}", snapshot))
ADMIN_CALLS.register("sessions.end")(AdminCall("DELETE", "/sessions/{id}", end))
