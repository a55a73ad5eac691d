"""The neutral names of events and effects. The core, the journal and users use these names.

They are the words of the protocol page, and ``session.join`` for clients without a socket. A
dialect has its own names for them on the wire, which may be the same. Only the dialect's module
knows the names on the wire.
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
"""The names of what comes in. An unreadable or unknown event has no name of its own."""

EFFECT_NAMES: dict[type[Effect], str] = {
    ClientStarted: CLIENT_STARTED,
    SessionCreated: SESSION_CREATED,
    ActionTrace: ACTION_TRACE,
    ActionStatus: ACTION_STATUS,
    SessionEnded: SESSION_ENDED,
    ServerRestart: SERVER_RESTART,
    GeneralError: GENERAL_ERROR,
}
"""The names of what goes out."""
