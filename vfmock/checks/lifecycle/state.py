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


class Phase(Enum):
    """Where a connection is in the initialization sequence of the protocol page."""

    CONNECTED = "connected"
    STARTING = "client.start was sent"
    STARTED = "a new session is required"
    CREATING = "session.create was sent"
    READY = "ready"
    ENDED = "the session has ended"


class Stage(Enum):
    """How far an action is."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    COMPLETED = "completed"


class Flow(Enum):
    """How far a completion or the audio of one messageID is."""

    NONE = "none"
    OPEN = "open"
    DONE = "done"


CLIENT: Mapping[tuple[Phase, str], tuple[Phase, str | None]] = {
    (Phase.CONNECTED, "client.start"): (Phase.STARTING, None),
    (Phase.STARTING, "client.start"): (Phase.STARTING, None),
    (Phase.STARTED, "client.start"): (Phase.STARTING, None),
    (Phase.CREATING, "client.start"): (Phase.STARTING, None),
    (Phase.READY, "client.start"): (Phase.STARTING, None),
    (Phase.ENDED, "client.start"): (Phase.STARTING, None),
    (Phase.CONNECTED, "session.create"): (Phase.CONNECTED, "start.first"),
    (Phase.STARTING, "session.create"): (Phase.STARTING, "create.wait"),
    (Phase.STARTED, "session.create"): (Phase.CREATING, None),
    (Phase.CREATING, "session.create"): (Phase.CREATING, "create.once"),
    (Phase.READY, "session.create"): (Phase.CREATING, "create.required"),
    (Phase.ENDED, "session.create"): (Phase.CREATING, None),
    (Phase.CONNECTED, "action.send"): (Phase.CONNECTED, "start.first"),
    (Phase.STARTING, "action.send"): (Phase.STARTING, "action.ready"),
    (Phase.STARTED, "action.send"): (Phase.STARTED, "action.ready"),
    (Phase.CREATING, "action.send"): (Phase.CREATING, "action.ready"),
    (Phase.READY, "action.send"): (Phase.READY, None),
    (Phase.ENDED, "action.send"): (Phase.ENDED, "action.ended"),
}
"""What a client may send in each phase. A second client.start is a fresh handshake."""

STATUS: Mapping[tuple[Stage, str], tuple[Stage, str | None]] = {
    (Stage.SENT, "accepted"): (Stage.ACCEPTED, None),
    (Stage.SENT, "rejected"): (Stage.REJECTED, None),
    (Stage.SENT, "completed"): (Stage.COMPLETED, "completed.accepted"),
    (Stage.ACCEPTED, "accepted"): (Stage.ACCEPTED, "accepted.once"),
    (Stage.ACCEPTED, "rejected"): (Stage.REJECTED, "rejected.accepted"),
    (Stage.ACCEPTED, "completed"): (Stage.COMPLETED, None),
    (Stage.REJECTED, "accepted"): (Stage.REJECTED, "status.rejected"),
    (Stage.REJECTED, "rejected"): (Stage.REJECTED, "rejected.once"),
    (Stage.REJECTED, "completed"): (Stage.REJECTED, "completed.rejected"),
    (Stage.COMPLETED, "accepted"): (Stage.COMPLETED, "status.completed"),
    (Stage.COMPLETED, "rejected"): (Stage.COMPLETED, "status.completed"),
    (Stage.COMPLETED, "completed"): (Stage.COMPLETED, "completed.once"),
}
"""What each status does to an action."""

TRACE: Mapping[Stage, str | None] = {
    Stage.SENT: "trace.accepted",
    Stage.ACCEPTED: None,
    Stage.REJECTED: "trace.rejected",
    Stage.COMPLETED: "trace.completed",
}
"""Whether an action may have a trace."""

PART: Mapping[tuple[Flow, str], tuple[Flow, bool]] = {
    (Flow.NONE, "start"): (Flow.OPEN, True),
    (Flow.NONE, "content"): (Flow.OPEN, False),
    (Flow.NONE, "end"): (Flow.DONE, False),
    (Flow.OPEN, "start"): (Flow.OPEN, False),
    (Flow.OPEN, "content"): (Flow.OPEN, True),
    (Flow.OPEN, "end"): (Flow.DONE, True),
    (Flow.DONE, "start"): (Flow.OPEN, True),
    (Flow.DONE, "content"): (Flow.DONE, False),
    (Flow.DONE, "end"): (Flow.DONE, False),
}
"""What each part does to a completion or to audio, and whether it may come then."""

User: TypeAlias = tuple[JSON, JSON]
"""``userID`` and ``projectID``."""


@dataclass(slots=True, eq=False)
class Action:
    """One ``action.send``, or one that was pushed into the session beside the socket.

    ``sender`` of a pushed one is whoever got it first. ``message_id`` is ``None`` until it is
    known. ``optional`` says that no answer has to come, ``lost`` that its answers may go where the
    transcript does not see them.
    """

    line: int
    sender: Connection
    raw: JSON = None
    message_id: str | None = None
    session: Session | None = None
    config: JSONObject | None = None
    stage: Stage = Stage.SENT
    settled_at: int = 0
    optional: bool = False
    lost: bool = False
    pushed: bool = False
    clouded: bool = False
    flows: dict[tuple[str, str, str], Flow] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Session:
    """A session, known by its key.

    ``whole`` says that the transcript saw it begin. ``over`` that its end was seen, or that a
    server did not take its key any more. ``silence`` that a ``no-reply`` trace waits for an answer.
    ``holder`` is the connection that had it last.
    """

    key: JSON
    user: User
    whole: bool
    silence: bool
    over: bool = False
    ended: bool = False
    clouded: bool = False
    any_push: bool = False
    holder: Connection | None = None
    actions: dict[str, Action] = field(default_factory=dict)
    unnamed: list[Action] = field(default_factory=list)


@dataclass(slots=True)
class Start:
    """A ``client.start`` that waits for its answer.

    ``refused``: an ``error`` may have been it. ``too_late``: the session of its key had ended.
    """

    line: int
    payload: JSONObject
    refused: bool = False
    too_late: bool = False


@dataclass(slots=True)
class Create:
    """A ``session.create`` that waits for its answer. ``optional``: there may be none."""

    line: int
    optional: bool = False


@dataclass(slots=True, eq=False)
class Connection:
    """One connection of a client.

    ``announced`` says that its ``connect`` was noted, so that its end is too. ``joined`` is the
    line at which it was bound to ``session``; ``former`` are the sessions that ended on it.
    ``running`` are the actions that were under way at its latest one, and that one.
    ``lost`` says that it broke, even if nobody has noticed. ``faults`` are the turns that faults
    were applied to, by their names.
    """

    id: str
    announced: bool = False
    closed: bool = False
    lost: bool = False
    clouded: bool = False
    phase: Phase = Phase.CONNECTED
    client: JSONObject | None = None
    session: Session | None = None
    joined: int = 0
    restarted_at: int = 0
    label: str = ""
    starts: list[Start] = field(default_factory=list)
    creates: list[Create] = field(default_factory=list)
    actions: dict[str, Action] = field(default_factory=dict)
    unnamed: list[Action] = field(default_factory=list)
    sent: list[Action] = field(default_factory=list)
    running: list[Action] = field(default_factory=list)
    former: list[Session] = field(default_factory=list)
    faults: dict[str, Action] = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Who the client says it is."""
        client = self.client or {}
        return (client.get("userID"), client.get("projectID"))
