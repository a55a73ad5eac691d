"""What the lifecycle knows of connections, sessions and actions, and the tables of their states.

A table's entry is the next state and the id of the rule that is broken on the way, or ``None``.
Where a rule is broken, the next state is the one in which the least of what follows is wrong too:
one mistake is one finding, not ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from vfmock.types import JSON, JSONObject


class HandshakePhase(Enum):
    """Where a connection is in the initialization sequence of the protocol page."""

    CONNECTED = "connected"
    STARTING = "client.start was sent"
    STARTED = "a new session is required"
    CREATING = "session.create was sent"
    READY = "ready"
    ENDED = "the session has ended"


class ActionStage(Enum):
    """How far an action is."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    COMPLETED = "completed"


class StreamStage(Enum):
    """How far a completion or the audio of one messageID is."""

    NONE = "none"
    OPEN = "open"
    DONE = "done"


CLIENT: Mapping[tuple[HandshakePhase, str], tuple[HandshakePhase, str | None]] = {
    (HandshakePhase.CONNECTED, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.STARTING, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.STARTED, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.CREATING, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.READY, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.ENDED, "client.start"): (HandshakePhase.STARTING, None),
    (HandshakePhase.CONNECTED, "session.create"): (HandshakePhase.CONNECTED, "start.first"),
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
"""What a client may send in each phase. A second client.start is a fresh handshake."""

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

TRACE: Mapping[ActionStage, str | None] = {
    ActionStage.SENT: "trace.accepted",
    ActionStage.ACCEPTED: None,
    ActionStage.REJECTED: "trace.rejected",
    ActionStage.COMPLETED: "trace.completed",
}
"""Whether an action may have a trace."""

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
"""What each part does to a completion or to audio, and whether it may come then."""

ClaimedUser: TypeAlias = tuple[JSON, JSON]
"""``userID`` and ``projectID``."""


@dataclass(slots=True, eq=False)
class TrackedAction:
    """One ``action.send``, or one that was pushed into the session beside the socket.

    ``sender`` of a pushed one is whoever got it first. ``message_id`` is ``None`` until it is
    known. ``optional`` says that no answer has to come, ``lost`` that its answers may go where the
    transcript does not see them, ``exempt`` that nothing is made of it any more.
    """

    line: int
    sender: TrackedConnection
    raw: JSON = None
    message_id: str | None = None
    session: TrackedSession | None = None
    config: JSONObject | None = None
    stage: ActionStage = ActionStage.SENT
    settled_at: int = 0
    optional: bool = False
    lost: bool = False
    pushed: bool = False
    exempt: bool = False
    streams: dict[tuple[str, str, str], StreamStage] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class TrackedSession:
    """A session, known by its key.

    ``whole`` says that the transcript saw it begin. ``over`` that its end was seen, or that a
    server did not take its key any more. ``silence`` that a ``no-reply`` trace waits for an answer,
    ``exempt`` that nothing is made of it any more. ``holder`` is the connection that had it last.
    """

    key: JSON
    user: ClaimedUser
    whole: bool
    silence: bool
    over: bool = False
    ended: bool = False
    exempt: bool = False
    any_push: bool = False
    holder: TrackedConnection | None = None
    actions: dict[str, TrackedAction] = field(default_factory=dict)
    unnamed: list[TrackedAction] = field(default_factory=list)


@dataclass(slots=True)
class PendingStart:
    """A ``client.start`` that waits for its answer.

    ``refused``: an ``error`` may have been it. ``too_late``: the session of its key had ended.
    """

    line: int
    payload: JSONObject
    refused: bool = False
    too_late: bool = False


@dataclass(slots=True)
class PendingCreate:
    """A ``session.create`` that waits for its answer. ``optional``: there may be none."""

    line: int
    optional: bool = False


@dataclass(slots=True, eq=False)
class TrackedConnection:
    """One connection of a client.

    ``announced`` says that its ``connect`` was noted, so that its end is too. ``joined`` is the
    line at which it was bound to ``session``; ``former`` are the sessions that ended on it.
    ``running`` are the actions that were under way at its latest one, and that one.
    ``lost`` says that it broke, even if nobody has noticed, ``exempt`` that nothing is made of it
    any more. ``faults`` are the turns that faults were applied to, by their names.
    """

    id: str
    announced: bool = False
    closed: bool = False
    lost: bool = False
    exempt: bool = False
    phase: HandshakePhase = HandshakePhase.CONNECTED
    client: JSONObject | None = None
    session: TrackedSession | None = None
    joined: int = 0
    restarted_at: int = 0
    label: str = ""
    starts: list[PendingStart] = field(default_factory=list)
    creates: list[PendingCreate] = field(default_factory=list)
    actions: dict[str, TrackedAction] = field(default_factory=dict)
    unnamed: list[TrackedAction] = field(default_factory=list)
    sent: list[TrackedAction] = field(default_factory=list)
    running: list[TrackedAction] = field(default_factory=list)
    former: list[TrackedSession] = field(default_factory=list)
    faults: dict[str, TrackedAction] = field(default_factory=dict)

    @property
    def user(self) -> ClaimedUser:
        """Who the client says it is."""
        client = self.client or {}
        return (client.get("userID"), client.get("projectID"))
