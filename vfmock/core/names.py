"""The neutral names of events and effects. The core, the journal and users use these names.

They are the words of the protocol page. Clients without a socket have ``session.join``,
``session.resume``, ``state.call``, ``state``, ``query`` and ``answer`` too. The web chat of
Voiceflow has ``action.cancel``, ``action.cancelled``, ``keep-alive`` and ``replay``. A dialect has
its own names for them on the wire, which may be the same. Only the dialect's module knows the names
on the wire.
"""

from __future__ import annotations

from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    Answered,
    ClientStarted,
    Effect,
    GeneralError,
    Replayed,
    ServerRestart,
    SessionCreated,
    SessionEnded,
    StateShown,
)
from vfmock.core.events import (
    ActionCancel,
    ActionSend,
    ClientQuery,
    ClientStart,
    Event,
    KeepAlive,
    SessionCreate,
    SessionJoin,
    SessionResume,
    StateCall,
)

CLIENT_START = "client.start"
SESSION_CREATE = "session.create"
SESSION_JOIN = "session.join"
SESSION_RESUME = "session.resume"
ACTION_SEND = "action.send"
ACTION_CANCEL = "action.cancel"
KEEP_ALIVE = "keep-alive"
STATE_CALL = "state.call"
QUERY = "query"

CLIENT_STARTED = "client.started"
SESSION_CREATED = "session.created"
SESSION_ENDED = "session.ended"
ACTION_TRACE = "action.trace"
ACTION_STATUS = "action.status"
ACTION_CANCELLED = "action.cancelled"
REPLAY = "replay"
STATE = "state"
ANSWER = "answer"
SERVER_RESTART = "server.restart"
GENERAL_ERROR = "error"

EVENT_NAMES: dict[type[Event], str] = {
    ClientStart: CLIENT_START,
    SessionCreate: SESSION_CREATE,
    SessionJoin: SESSION_JOIN,
    SessionResume: SESSION_RESUME,
    ActionSend: ACTION_SEND,
    ActionCancel: ACTION_CANCEL,
    KeepAlive: KEEP_ALIVE,
    StateCall: STATE_CALL,
    ClientQuery: QUERY,
}
"""The names of what comes in. An unreadable or unknown event has no name of its own."""

EFFECT_NAMES: dict[type[Effect], str] = {
    ClientStarted: CLIENT_STARTED,
    SessionCreated: SESSION_CREATED,
    ActionTrace: ACTION_TRACE,
    ActionStatus: ACTION_STATUS,
    ActionCancelled: ACTION_CANCELLED,
    Replayed: REPLAY,
    StateShown: STATE,
    Answered: ANSWER,
    SessionEnded: SESSION_ENDED,
    ServerRestart: SERVER_RESTART,
    GeneralError: GENERAL_ERROR,
}
"""The names of what goes out."""
