"""Effects: what goes out, as the core sees it.

A dialect turns a ``WireEffect`` into a wire event. The hub carries out a ``SessionEffect`` between
a connection and the sessions. An ``Order`` is what a reply or a fault asks the runtime to do. For
shapes and rules see the protocol page, "Server events".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Literal, TypeAlias

from vfmock.core.actions import Action
from vfmock.core.events import ActionSend, ClientQuery, StateCall
from vfmock.core.log_line import LogLine
from vfmock.core.session_keys import Claims
from vfmock.core.spec import must_be_json
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject

if TYPE_CHECKING:
    from vfmock.core.faults.base import Fault

Whom: TypeAlias = Literal["connection", "session", "all"]
"""Who is told of a restart: one connection, all connections of its session, or every connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """``to`` is the connection that gets it; ``None`` is every connection of the session."""

    to: str | None = None

    @property
    def mold(self) -> object:
        """Effects with the same mold (the same object) differ in ids and times only, so the
        contract has one verdict on all of them. ``None``: the effect is one of its kind."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientStarted(Effect):
    """The answer to ``client.start``. ``environment_id`` is the environment that it named."""

    new_session_required: bool
    environment_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCreated(Effect):
    """A session was made. The client keeps the key (a JWT) to resume the session later."""

    session_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Effect):
    """The conversation is over; ``reason`` is ``end_of_diagram``, ``session_replaced``, …."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTrace(Effect):
    """One answer of the agent. ``trace`` is the JSON object ``{type, payload?, time?, …}``.

    ``constant`` is the trace without ids and times, if a step sends the same one each time.
    """

    trace: JSONObject
    message_id: str
    constant: JSONObject | None = field(default=None, compare=False, repr=False)

    @property
    def mold(self) -> object:
        return self.constant


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStatus(Effect):
    """The status of an action. ``reason`` is for a rejection or a completion.

    The other fields are for the people who read the journal, and are not sent. ``taker`` is what
    answers an accepted action; its text is made when it is read. ``states`` are the states that the
    turn has gone through: none, or two and more.
    """

    status: Literal["accepted", "rejected", "completed"]
    message_id: str
    reason: str | None = None
    taker: object = field(default=None, compare=False, repr=False)
    states: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def mold(self) -> object:
        return self.status if self.reason is None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCancelled(Effect):
    """The answer to ``action.cancel``. ``success``: an action of the client ran."""

    success: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed(Effect):
    """What came to a session while a client was away, oldest first. No line has the type ``end``.
    Times are those of the traces."""

    lines: tuple[LogLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateShown(Effect):
    """The state of the conversation, for a client that asked for it: see ``core/state.py``."""

    state: JSONObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Effect):
    """The answer to a query."""

    value: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRestart(Effect):
    """This instance goes away. ``action`` is the action in flight, for the client to send again."""

    action: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralError(Effect):
    """A general error. ``code`` is for programs, ``error`` for people."""

    error: str
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeSession(Effect):
    """Bind the connection to the session that its key names."""

    claims: Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession(Effect):
    """Make a new session for the connection's user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinSession(Effect):
    """Bind the connection to its user's current session, or to a new one if there is none.

    If not ``is_kept``, bind it to a new session that ends with the connection.
    """

    is_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSession(Effect):
    """Unbind the connection from its session. The session lives on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitAction(Effect):
    """Hand an action to the connection's session."""

    event: ActionSend


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelActions(Effect):
    """Complete the turns that the connection has begun in its session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteActivity(Effect):
    """The user of the connection's session is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySince(Effect):
    """Tell the connection what came to its session after a moment (Unix seconds)."""

    since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PutState(Effect):
    """Put a state that the client keeps, or parts of one, into the connection's session."""

    state: JSONObject


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState(Effect):
    """Read or change the state of the connection's session."""

    event: StateCall


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuery(Effect):
    """Answer what a client asks for."""

    query: ClientQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectAction(Effect):
    """Reject an action before any session sees it. The hub makes a missing ``message_id``."""

    reason: str
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Effect):
    """A note for the journal only. ``kind`` is ``mismatch``, ``violation``, ``session_key``, ….

    ``error`` is the error of a user's function that the note is about, if any. ``action`` is the
    action that the note is about, if no other entry has it.
    """

    kind: str
    text: str
    error: BaseException | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession(Effect):
    """End the session of a connection. ``silent``: nobody is told."""

    reason: str
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectFault(Effect):
    """Let a fault happen to a connection now, or to what comes next on it.

    ``message_id`` is the id of the action whose answers the fault is for, if any.
    """

    fault: Fault
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartOrder(Effect):
    """Send ``server.restart``, and close the connections ``grace`` seconds later.

    If ``grace`` is ``None``, the server's setting holds. ``whom``: only ``to``, all connections of
    its session, or every connection. ``replay``: whether the action in flight is named. ``action``
    is another action to name instead.
    """

    whom: Whom = "all"
    grace: float | None = 0.0
    replay: bool = True
    action: JSON = None

    def __post_init__(self) -> None:
        if not isinstance(self.replay, bool):
            raise ScenarioError(f"'replay' is true or false, not {self.replay!r:.40}")
        if isinstance(self.grace, bool) or not isinstance(self.grace, int | float | None):
            raise ScenarioError(f"'grace' is 0 seconds or more, not {self.grace!r:.40}")
        if self.grace is not None and not 0 <= self.grace < inf:
            raise ScenarioError(f"'grace' is 0 seconds or more, not {self.grace!r}")
        if self.action is not None:
            must_be_action(self.action)


def must_be_action(value: JSON) -> None:
    """Refuse an action that no client could send again.

    Raises:
        ScenarioError: it is not a JSON object with a string ``type``.
    """
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise ScenarioError(f"an action is an object with a string 'type', not {value!r:.80}")
    must_be_json(value, "the action")


WireEffect: TypeAlias = (
    ClientStarted
    | SessionCreated
    | SessionEnded
    | ActionTrace
    | ActionStatus
    | ActionCancelled
    | Replayed
    | StateShown
    | Answered
    | ServerRestart
    | GeneralError
)
SessionEffect: TypeAlias = (
    ResumeSession
    | OpenSession
    | JoinSession
    | LeaveSession
    | SubmitAction
    | CancelActions
    | NoteActivity
    | ReplaySince
    | PutState
    | CallState
    | AnswerQuery
    | RejectAction
    | Note
)
Order: TypeAlias = EndSession | InjectFault | RestartOrder
