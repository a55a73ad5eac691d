"""What the lifecycle knows of connections, sessions and actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from vfmock.checks.lifecycle.tables import ActionStage, HandshakePhase, StreamStage
from vfmock.types import JSON, JSONObject

ClaimedUser: TypeAlias = tuple[JSON, JSON]
"""``userID`` and ``projectID``."""


@dataclass(slots=True, eq=False)
class TrackedAction:
    """One ``action.send``, or an action that came into the session outside the socket.

    For an action from outside the socket, ``sender`` is the first connection that got its traces.
    ``message_id`` is ``None`` until it is known. ``optional`` says that no answer has to come.
    ``lost`` says that the answers may go where the transcript does not see them. ``exempt`` says
    that the action is ignored from now on. ``is_stateful`` says that its client wants the state
    of the conversation at its end.
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
    is_stateful: bool = False
    streams: dict[tuple[str, str], StreamStage] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class TrackedSession:
    """A session, known by its key.

    ``whole`` says that the transcript saw the session begin. ``over`` says that its end was seen,
    or that a server did not accept its key any more. ``silence`` says that a ``no-reply`` trace
    waits for an answer. ``exempt`` says that the session is ignored from now on. ``pushes`` counts
    the pushed actions whose messageID has not been seen. ``holder`` is the connection that had it
    last.
    """

    key: JSON
    user: ClaimedUser
    whole: bool
    silence: bool
    over: bool = False
    ended: bool = False
    exempt: bool = False
    pushes: int = 0
    holder: TrackedConnection | None = None
    actions: dict[str, TrackedAction] = field(default_factory=dict)
    unnamed: list[TrackedAction] = field(default_factory=list)


@dataclass(slots=True)
class PendingStart:
    """A ``client.start`` that waits for its answer.

    ``refused``: an ``error`` may have been the answer. ``too_late``: the session of the key had
    ended.
    """

    line: int
    payload: JSONObject
    refused: bool = False
    too_late: bool = False


@dataclass(slots=True)
class PendingCreate:
    """A ``session.create`` that waits for its answer. ``optional``: no answer has to come."""

    line: int
    optional: bool = False


@dataclass(slots=True, eq=False)
class TrackedConnection:
    """One connection of a client.

    ``announced`` says that its ``connect`` was noted, so its end will be noted too. ``joined`` is
    the line at which it was bound to ``session``. ``former`` are the sessions that ended on it.
    ``running`` are the actions that were under way at its latest one, and that one.
    ``lost`` says that the connection broke, even if nobody has noticed. ``exempt`` says that it is
    ignored from now on. ``dialect`` is the name of its dialect, once it is known. ``replay_asked``
    says that its latest handshake asks for what came meanwhile. ``cancels`` are the lines of the
    cancellations that wait for their answer. ``has_state`` says that the state has come of an
    action that is not completed yet. ``misled`` says that its latest ``client.start`` was
    invalid: that is one mistake, and what the client does because of it is no other one. ``faults``
    are the turns that faults were applied to, by the faults' names.
    """

    id: str
    announced: bool = False
    closed: bool = False
    lost: bool = False
    exempt: bool = False
    misled: bool = False
    phase: HandshakePhase = HandshakePhase.CONNECTED
    client: JSONObject | None = None
    session: TrackedSession | None = None
    joined: int = 0
    restarted_at: int = 0
    label: str = ""
    dialect: str | None = None
    replay_asked: bool = False
    has_state: bool = False
    cancels: list[int] = field(default_factory=list)
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
        """The user that the client names."""
        client = self.client or {}
        return (client.get("userID"), client.get("projectID"))
