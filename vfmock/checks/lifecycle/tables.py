"""The state tables of the lifecycle, each with its theory.

A row has the next state. If something can be wrong, it also has the id of the broken rule, or
``None``. After a broken rule, the next state is the one that leads to the fewest further findings:
one mistake is one finding, not ten. No function chooses a next state.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class HandshakePhase(Enum):
    """Where a connection is in the initialization sequence of the protocol page."""

    CONNECTED = "connected"
    STARTING = "client.start was sent"
    STARTED = "a new session is required"
    CREATING = "session.create was sent"
    READY = "ready"
    ENDED = "the session has ended"


class ServerAnswer(Enum):
    """What a server answers in the handshake."""

    RESUMED = "no new session is required"
    REQUIRED = "a new session is required"
    REQUIRED_AND_ASKED = "a new session is required, and session.create was sent already"
    CREATED = "session.created"


class ActionStage(Enum):
    """The stage of an action."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    COMPLETED = "completed"


class StreamStage(Enum):
    """The stage of a completion or of audio."""

    NONE = "none"
    OPEN = "open"
    DONE = "done"


# Theory of the handshake
# =======================
#
# The page, "Initialization sequence", as it is seen from outside, one connection at a time:
#
#   CONNECTED  The client has sent no client.start.
#   STARTING   The client has sent client.start, and client.started has not come.
#   STARTED    A new session is required, and the client has not asked for it.
#   CREATING   The client has asked for it, and session.created has not come.
#   READY      The connection has a session.
#   ENDED      The connection had a session, and got session.ended.
#
# What a client sends is right or wrong by the phase. A session.create before client.start breaks a
# rule, but the client then waits for a session too.
#
# What a server sends is right or wrong by what it answers: each client.start and session.create is
# kept until its answer comes. The answer leads to the same phase from every phase, because the
# client goes on as it is told. Only session.ended answers nothing. A connection that is READY has
# ENDED with it. One that has asked for another session goes on waiting for that. In the other
# phases a connection has no session that could end, so SESSION_ENDED has no rows for them.

CLIENT: Mapping[tuple[HandshakePhase, str], tuple[HandshakePhase, str | None]] = {
    (HandshakePhase.CONNECTED, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.STARTING, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.STARTED, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.CREATING, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.READY, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.ENDED, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.CONNECTED, "session.create"): (HandshakePhase.CREATING, "start.first"),
    (HandshakePhase.STARTING, "session.create"): (HandshakePhase.STARTING, "create.wait"),
    (HandshakePhase.STARTED, "session.create"): (HandshakePhase.CREATING, None),
    (HandshakePhase.CREATING, "session.create"): (HandshakePhase.CREATING, "create.once"),
    (HandshakePhase.READY, "session.create"): (HandshakePhase.CREATING, "create.required"),
    (HandshakePhase.ENDED, "session.create"): (HandshakePhase.CREATING, None),
    (HandshakePhase.CONNECTED, "action.send"): (HandshakePhase.CONNECTED, "start.first"),
    (HandshakePhase.STARTING, "action.send"): (HandshakePhase.STARTING, "action.ready"),
    (HandshakePhase.STARTED, "action.send"): (HandshakePhase.STARTED, "action.ready"),
    (HandshakePhase.CREATING, "action.send"): (HandshakePhase.CREATING, "action.ready"),
    (HandshakePhase.READY, "action.send"): (HandshakePhase.READY, None),
    (HandshakePhase.ENDED, "action.send"): (HandshakePhase.ENDED, "action.ended"),
}
"""What a client may send in each phase. A second client.start begins a fresh handshake."""

SERVER: Mapping[ServerAnswer, HandshakePhase] = {
    ServerAnswer.RESUMED: HandshakePhase.READY,
    ServerAnswer.REQUIRED: HandshakePhase.STARTED,
    ServerAnswer.REQUIRED_AND_ASKED: HandshakePhase.CREATING,
    ServerAnswer.CREATED: HandshakePhase.READY,
}
"""Where each answer of a server leads, from any phase."""

SESSION_ENDED: Mapping[HandshakePhase, HandshakePhase] = {
    HandshakePhase.STARTING: HandshakePhase.STARTING,
    HandshakePhase.CREATING: HandshakePhase.CREATING,
    HandshakePhase.READY: HandshakePhase.ENDED,
}
"""The next phase of a connection when its session ends."""

# Theory of an action
# ===================
#
# The page, "Action Lifecycle": an action is SENT, then ACCEPTED or REJECTED. An ACCEPTED action
# has traces, and in the end is COMPLETED. Statuses and traces are the inputs.
#
# An action is lost if its connection is lost: its statuses may go where the transcript can't see
# them. A trace of a lost action, on another connection, shows that it was accepted. So TRACE tells
# lost actions from other actions.

STATUS: Mapping[tuple[ActionStage, str], tuple[ActionStage, str | None]] = {
    (ActionStage.SENT, "accepted"): (ActionStage.ACCEPTED, None),
    (ActionStage.SENT, "rejected"): (ActionStage.REJECTED, None),
    (ActionStage.SENT, "completed"): (ActionStage.COMPLETED, "completed.accepted"),
    (ActionStage.ACCEPTED, "accepted"): (ActionStage.ACCEPTED, "accepted.once"),
    (ActionStage.ACCEPTED, "rejected"): (ActionStage.REJECTED, "rejected.accepted"),
    (ActionStage.ACCEPTED, "completed"): (ActionStage.COMPLETED, None),
    (ActionStage.REJECTED, "accepted"): (ActionStage.REJECTED, "status.rejected"),
    (ActionStage.REJECTED, "rejected"): (ActionStage.REJECTED, "rejected.once"),
    (ActionStage.REJECTED, "completed"): (ActionStage.REJECTED, "completed.rejected"),
    (ActionStage.COMPLETED, "accepted"): (ActionStage.COMPLETED, "status.completed"),
    (ActionStage.COMPLETED, "rejected"): (ActionStage.COMPLETED, "status.completed"),
    (ActionStage.COMPLETED, "completed"): (ActionStage.COMPLETED, "completed.once"),
}
"""What each status does to an action."""

TRACE: Mapping[tuple[ActionStage, bool], tuple[ActionStage, str | None]] = {
    (ActionStage.SENT, False): (ActionStage.SENT, "trace.accepted"),
    (ActionStage.SENT, True): (ActionStage.ACCEPTED, None),
    (ActionStage.ACCEPTED, False): (ActionStage.ACCEPTED, None),
    (ActionStage.ACCEPTED, True): (ActionStage.ACCEPTED, None),
    (ActionStage.REJECTED, False): (ActionStage.REJECTED, "trace.rejected"),
    (ActionStage.REJECTED, True): (ActionStage.REJECTED, "trace.rejected"),
    (ActionStage.COMPLETED, False): (ActionStage.COMPLETED, "trace.completed"),
    (ActionStage.COMPLETED, True): (ActionStage.COMPLETED, "trace.completed"),
}
"""What a trace does to an action. The second part of a key says whether the action is lost."""

# Theory of a stream
# ==================
#
# The reference of traces: a completion is "start", then "content" repeated, then "end", and another
# completion may follow. Audio is the same. Only a start has a messageID.

PART: Mapping[tuple[StreamStage, str], tuple[StreamStage, bool]] = {
    (StreamStage.NONE, "start"): (StreamStage.OPEN, True),
    (StreamStage.NONE, "content"): (StreamStage.OPEN, False),
    (StreamStage.NONE, "end"): (StreamStage.DONE, False),
    (StreamStage.OPEN, "start"): (StreamStage.OPEN, False),
    (StreamStage.OPEN, "content"): (StreamStage.OPEN, True),
    (StreamStage.OPEN, "end"): (StreamStage.DONE, True),
    (StreamStage.DONE, "start"): (StreamStage.OPEN, True),
    (StreamStage.DONE, "content"): (StreamStage.DONE, False),
    (StreamStage.DONE, "end"): (StreamStage.DONE, False),
}
"""What each part does to a completion or to audio, and whether the part may come then."""
