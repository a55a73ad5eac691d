"""The neutral names of events and effects: what the core, the journal and users call them.

They are the words of the protocol page, and ``session.join`` for clients without a socket. A
dialect has names of its own for them on the wire, which may be the same, and no module beside the
dialect's knows those.
"""

from __future__ import annotations

from vfmock.core.effects import (
    ActionStatus,
    ActionTrace,
    ClientStarted,
    Effect,
    GeneralError,
    ServerRestart,
    SessionCreated,
    SessionEnded,
)
from vfmock.core.events import ActionSend, ClientStart, Event, SessionCreate, SessionJoin

CLIENT_START = "client.start"
SESSION_CREATE = "session.create"
SESSION_JOIN = "session.join"
ACTION_SEND = "action.send"

CLIENT_STARTED = "client.started"
SESSION_CREATED = "session.created"
SESSION_ENDED = "session.ended"
ACTION_TRACE = "action.trace"
ACTION_STATUS = "action.status"
SERVER_RESTART = "server.restart"
GENERAL_ERROR = "error"

EVENT_NAMES: dict[type[Event], str] = {
    ClientStart: CLIENT_START,
    SessionCreate: SESSION_CREATE,
    SessionJoin: SESSION_JOIN,
    ActionSend: ACTION_SEND,
}
"""What comes in. What could not be read, or is unknown, has no name of its own."""

EFFECT_NAMES: dict[type[Effect], str] = {
    ClientStarted: CLIENT_STARTED,
    SessionCreated: SESSION_CREATED,
    ActionTrace: ACTION_TRACE,
    ActionStatus: ACTION_STATUS,
    SessionEnded: SESSION_ENDED,
    ServerRestart: SERVER_RESTART,
    GeneralError: GENERAL_ERROR,
}
"""What goes out."""
