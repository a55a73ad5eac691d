"""The connection machine: the handshake of one connection.

See the protocol page, "Initialization sequence". ``TABLE`` has every state, input and next state.
The comment above ``TABLE`` explains the theory of the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeAlias

from vfmock.core.effects import (
    ActionCancelled,
    AnswerQuery,
    CallState,
    CancelActions,
    ClientStarted,
    Effect,
    GeneralError,
    JoinSession,
    LeaveSession,
    Note,
    NoteActivity,
    OpenSession,
    PutState,
    RejectAction,
    ReplaySince,
    ResumeSession,
    SessionCreated,
    SubmitAction,
)
from vfmock.core.events import (
    ActionCancel,
    ActionSend,
    ClientQuery,
    ClientStart,
    Event,
    InvalidPayload,
    KeepAlive,
    SessionCreate,
    SessionJoin,
    SessionResume,
    StateCall,
    UnknownEvent,
)
from vfmock.core.outcomes import (
    Bound,
    HubReport,
    JoinAccepted,
    NoEntry,
    NoSessionFound,
    ResumeAccepted,
    ResumeRefused,
    SessionAwaited,
    SessionFound,
    StartOutcome,
    StartRefused,
    Unbound,
)
from vfmock.core.session import NO_SESSION
from vfmock.core.session_keys import Claims, KeyVerdict

CLIENT_NOT_STARTED = "client_not_started"
INVALID_PAYLOAD = "invalid_payload"
UNKNOWN_EVENT = "unknown_event"
UNAUTHORIZED = "unauthorized"
UNKNOWN_ENVIRONMENT = "unknown_environment"

Judge: TypeAlias = Callable[[ClientStart | SessionResume], tuple[KeyVerdict, Claims | None]]
Authorize: TypeAlias = Callable[[ClientStart], NoEntry | None]
"""Returns why a client may not come in, or ``None``."""


class State(StrEnum):
    """``CONNECTED``: no handshake holds. ``AWAITED``: nor does one, and the client has asked for a
    session. ``STARTED``: a handshake holds. ``READY``: with a session."""

    # The values are strings because their hash is fast, and each step looks into TABLE.
    CONNECTED = "connected"
    AWAITED = "awaited"
    STARTED = "started"
    READY = "ready"


ConnectionInput: TypeAlias = Event | StartOutcome | SessionAwaited | HubReport


class Connection:
    """One connection of a client, over any transport.

    ``judge`` says whether the session key of a ``client.start`` is good. ``authorize`` says why a
    client may not come in. The returned effects go to the wire, or the hub carries them out.
    """

    def __init__(self, connection_id: str, *, judge: Judge, authorize: Authorize) -> None:
        self.id = connection_id
        self.state = State.CONNECTED
        self.client: ClientStart | None = None
        self._judge = judge
        self._authorize = authorize

    def receive(self, event: Event) -> list[Effect]:
        """Handle an event of the client."""
        return self._take(event)

    def bound(self) -> None:
        """A session was bound to the connection."""
        self._take(Bound())

    def unbound(self) -> None:
        """The session of the connection is over."""
        self._take(Unbound())

    def _take(self, given: ConnectionInput) -> list[Effect]:
        """Go to the next state, and do what the row says. Nothing else sets the state."""
        do, self.state = TABLE[self.state, type(given)]
        return do(self, given)

    # What the table's rows do.

    def _start(self, event: ClientStart) -> list[Effect]:
        """Begin a fresh handshake. The data of an earlier handshake no longer holds."""
        self.client = None
        return self._take(self._outcome(event))

    def _leave_and_start(self, event: ClientStart) -> list[Effect]:
        return [LeaveSession(), *self._start(event)]

    def _begin_join(self, event: SessionJoin) -> list[Effect]:
        """Begin a join. It is a fresh handshake too, but its session key is not checked."""
        self.client = None
        denial = self._authorize(event.start)
        refused = None if denial is None else StartRefused(denial=denial)
        return self._take(refused or JoinAccepted(join=event))

    def _leave_and_join(self, event: SessionJoin) -> list[Effect]:
        return [LeaveSession(), *self._begin_join(event)]

    def _join(self, outcome: JoinAccepted) -> list[Effect]:
        self.client = outcome.join.start
        return [JoinSession(is_kept=outcome.join.is_kept)]

    def _begin_resume(self, event: SessionResume) -> list[Effect]:
        """Begin to resume a session. It is a fresh handshake too, with the key alone."""
        self.client = None
        verdict, claims = self._judge(event)
        if verdict is not KeyVerdict.GOOD or claims is None:
            return self._take(ResumeRefused(verdict=verdict))
        start = ClientStart(
            user_id=claims.user_id,
            project_id=claims.project_id,
            environment_id=claims.environment_id,
            config=event.config,
        )
        return self._take(ResumeAccepted(start=start, claims=claims))

    def _leave_and_resume(self, event: SessionResume) -> list[Effect]:
        return [LeaveSession(), *self._begin_resume(event)]

    def _resume_by_key(self, outcome: ResumeAccepted) -> list[Effect]:
        self.client = outcome.start
        return [ResumeSession(claims=outcome.claims)]

    def _refuse_key(self, outcome: ResumeRefused) -> list[Effect]:
        """Refuse a client whose only way in is its key. So it may know what is wrong with it."""
        problem = outcome.verdict.value
        return [Note(kind="session_key", text=problem), self._error(UNAUTHORIZED, problem)]

    def _outcome(self, event: ClientStart) -> StartOutcome:
        denial = self._authorize(event)
        if denial is not None:
            return StartRefused(denial=denial)
        verdict, claims = self._judge(event)
        if verdict is KeyVerdict.GOOD and claims is not None:
            return SessionFound(start=event, claims=claims)
        return NoSessionFound(start=event, verdict=verdict)

    def _refuse(self, outcome: StartRefused) -> list[Effect]:
        return [self._error(*outcome.denial)]

    def _require_session(self, outcome: NoSessionFound) -> list[Effect]:
        """Require a new session. Only the journal is told what is wrong with the session key."""
        self.client = outcome.start
        effects: list[Effect] = [self._started(outcome.start, new_session_required=True)]
        if outcome.verdict is not KeyVerdict.ABSENT:
            effects.insert(0, Note(kind="session_key", text=outcome.verdict.value))
        return effects

    def _require_and_open(self, outcome: NoSessionFound) -> list[Effect]:
        return [*self._require_session(outcome), *self._open()]

    def _resume(self, outcome: SessionFound) -> list[Effect]:
        start = self.client = outcome.start
        effects: list[Effect] = [ResumeSession(claims=outcome.claims), *self._put_state()]
        effects.append(self._started(start, new_session_required=False))
        if start.since is not None:
            effects.append(ReplaySince(since=start.since))
        return effects

    def _resume_and_tell(self, outcome: SessionFound) -> list[Effect]:
        """Resume the session, whose key is then the one that the client has asked for."""
        key = outcome.start.session_key
        assert key is not None  # it was found to be good
        return [*self._resume(outcome), SessionCreated(to=self.id, session_key=key)]

    def _started(self, start: ClientStart, *, new_session_required: bool) -> Effect:
        return ClientStarted(
            to=self.id,
            new_session_required=new_session_required,
            environment_id=start.environment_id,
        )

    def _create(self, event: SessionCreate) -> list[Effect]:
        return self._open()

    def _create_early(self, event: SessionCreate) -> list[Effect]:
        return self._take(SessionAwaited()) if event.may_wait else self._not_started(event)

    def _open(self) -> list[Effect]:
        return [OpenSession(), *self._put_state()]

    def _put_state(self) -> list[Effect]:
        """Put the state of the handshake into the first session that the client gets."""
        client = self.client
        if client is None or client.state is None:
            return []
        self.client = replace(client, state=None)
        return [PutState(state=client.state)]

    def _submit(self, event: ActionSend) -> list[Effect]:
        return [SubmitAction(event=event)]

    def _cancel(self, event: ActionCancel) -> list[Effect]:
        return [CancelActions()]

    def _nothing_runs(self, event: ActionCancel) -> list[Effect]:
        return [ActionCancelled(to=self.id, success=False)]

    def _keep_alive(self, event: KeepAlive) -> list[Effect]:
        return [NoteActivity()]

    def _call_state(self, event: StateCall) -> list[Effect]:
        return [CallState(event=event)]

    def _no_state(self, event: StateCall) -> list[Effect]:
        return [self._error(NO_SESSION, "there is no session whose state could be called")]

    def _query(self, event: ClientQuery) -> list[Effect]:
        """Answer a client that needs no session. It is no handshake."""
        denial = self._authorize(event.start)
        return [AnswerQuery(query=event)] if denial is None else [self._error(*denial)]

    def _no_session(self, event: ActionSend) -> list[Effect]:
        return [RejectAction(to=self.id, reason=NO_SESSION, message_id=event.message_id)]

    def _not_started(self, event: SessionCreate | ActionSend | StateCall) -> list[Effect]:
        problem = "wanted client.start first: nothing else is known of this client"
        return [self._error(CLIENT_NOT_STARTED, problem)]

    def _invalid(self, event: InvalidPayload) -> list[Effect]:
        effects: list[Effect] = [
            Note(kind="violation", text=event.problem),
            self._error(INVALID_PAYLOAD, event.problem),
        ]
        if event.is_action:
            effects.append(
                RejectAction(to=self.id, reason=event.problem, message_id=event.message_id)
            )
        return effects

    def _unknown(self, event: UnknownEvent) -> list[Effect]:
        note = Note(kind="violation", text=event.problem)
        return [note, self._error(UNKNOWN_EVENT, event.problem)]

    def _nothing(self, given: ConnectionInput) -> list[Effect]:
        return []

    def _error(self, code: str, problem: str) -> Effect:
        return GeneralError(to=self.id, code=code, error=problem)


# Theory of the connection machine
# ================================
#
# The page, "Initialization sequence": the client connects; it sends client.start and gets
# client.started; where that requires a new session, it sends session.create and gets
# session.created; then the agent is ready for interactions. There are four states:
#
#   CONNECTED  No handshake holds. There is no client.start yet, or the latest one was refused.
#              Every other event is answered with an error.
#   AWAITED    As CONNECTED, and the client has asked for a session. It gets one with its handshake.
#              Only the web chat of Voiceflow may ask so early.
#   STARTED    A handshake holds, and the connection has no session. Actions are rejected.
#   READY      The connection has a session, and actions go to it.
#
# A row is: in this state, on this input, do this and be in that state. The connection is in the
# next state before it does what the row says, so what is done may give the machine another input.
# There are three kinds of inputs:
#
# 1. Events: what the client sends. Every state has a row for each.
#
# 2. Outcomes: the results of a client.start. The API key and the session key decide, not the
#    machine. A second client.start is a fresh handshake (docs/protocol.md, decision.start-twice).
#    So client.start leads every state back to CONNECTED, unless a session is awaited, and its
#    outcome is the next input, at once. Only CONNECTED and AWAITED have rows for it. A client
#    without a socket sends session.join in its place, which has no session key and means the
#    current session of its user, or session.resume, which has nothing but a session key.
#    Whether a session.create may wait for the handshake is an outcome too: SessionAwaited.
#
# 3. Reports of the hub. A session outlives its connections, so the hub has the sessions, and the
#    machine only asks for one: ResumeSession, OpenSession, JoinSession. The hub reports when one is
#    bound, and only that makes the connection READY. It also reports when a session ends: in a
#    turn, by time, or because its user began another one elsewhere. A connection may have no
#    session then. The hub does not report LeaveSession, because the machine has left already.
#    CONNECTED and AWAITED have no row for Bound, because a connection without a handshake asks for
#    no session.

ConnectionReaction: TypeAlias = Callable[[Connection, Any], list[Effect]]

TABLE: Mapping[tuple[State, type[ConnectionInput]], tuple[ConnectionReaction, State]] = {
    # client.start: a fresh handshake.
    (State.CONNECTED, ClientStart): (Connection._start, State.CONNECTED),
    (State.AWAITED, ClientStart): (Connection._start, State.AWAITED),
    (State.STARTED, ClientStart): (Connection._start, State.CONNECTED),
    (State.READY, ClientStart): (Connection._leave_and_start, State.CONNECTED),
    # session.join: the same without a key.
    (State.CONNECTED, SessionJoin): (Connection._begin_join, State.CONNECTED),
    (State.AWAITED, SessionJoin): (Connection._begin_join, State.AWAITED),
    (State.STARTED, SessionJoin): (Connection._begin_join, State.CONNECTED),
    (State.READY, SessionJoin): (Connection._leave_and_join, State.CONNECTED),
    # session.resume: the same with nothing but a key.
    (State.CONNECTED, SessionResume): (Connection._begin_resume, State.CONNECTED),
    (State.AWAITED, SessionResume): (Connection._begin_resume, State.AWAITED),
    (State.STARTED, SessionResume): (Connection._begin_resume, State.CONNECTED),
    (State.READY, SessionResume): (Connection._leave_and_resume, State.CONNECTED),
    # Their outcomes.
    (State.CONNECTED, StartRefused): (Connection._refuse, State.CONNECTED),
    (State.CONNECTED, NoSessionFound): (Connection._require_session, State.STARTED),
    (State.CONNECTED, SessionFound): (Connection._resume, State.STARTED),
    (State.CONNECTED, JoinAccepted): (Connection._join, State.STARTED),
    (State.CONNECTED, ResumeAccepted): (Connection._resume_by_key, State.STARTED),
    (State.CONNECTED, ResumeRefused): (Connection._refuse_key, State.CONNECTED),
    # The same while a session is awaited.
    (State.AWAITED, StartRefused): (Connection._refuse, State.AWAITED),
    (State.AWAITED, NoSessionFound): (Connection._require_and_open, State.STARTED),
    (State.AWAITED, SessionFound): (Connection._resume_and_tell, State.STARTED),
    (State.AWAITED, JoinAccepted): (Connection._join, State.STARTED),
    (State.AWAITED, ResumeAccepted): (Connection._resume_by_key, State.STARTED),
    (State.AWAITED, ResumeRefused): (Connection._refuse_key, State.AWAITED),
    # session.create: the hub ends the session that the user has, and binds a new one.
    (State.CONNECTED, SessionCreate): (Connection._create_early, State.CONNECTED),
    (State.CONNECTED, SessionAwaited): (Connection._nothing, State.AWAITED),
    (State.AWAITED, SessionCreate): (Connection._nothing, State.AWAITED),
    (State.STARTED, SessionCreate): (Connection._create, State.STARTED),
    (State.READY, SessionCreate): (Connection._create, State.READY),
    # The hub's reports.
    (State.STARTED, Bound): (Connection._nothing, State.READY),
    (State.READY, Bound): (Connection._nothing, State.READY),
    (State.CONNECTED, Unbound): (Connection._nothing, State.CONNECTED),
    (State.AWAITED, Unbound): (Connection._nothing, State.AWAITED),
    (State.STARTED, Unbound): (Connection._nothing, State.STARTED),
    (State.READY, Unbound): (Connection._nothing, State.STARTED),
    # action.send.
    (State.CONNECTED, ActionSend): (Connection._not_started, State.CONNECTED),
    (State.AWAITED, ActionSend): (Connection._not_started, State.AWAITED),
    (State.STARTED, ActionSend): (Connection._no_session, State.STARTED),
    (State.READY, ActionSend): (Connection._submit, State.READY),
    # action.cancel.
    (State.CONNECTED, ActionCancel): (Connection._nothing_runs, State.CONNECTED),
    (State.AWAITED, ActionCancel): (Connection._nothing_runs, State.AWAITED),
    (State.STARTED, ActionCancel): (Connection._nothing_runs, State.STARTED),
    (State.READY, ActionCancel): (Connection._cancel, State.READY),
    # keep-alive.
    (State.CONNECTED, KeepAlive): (Connection._nothing, State.CONNECTED),
    (State.AWAITED, KeepAlive): (Connection._nothing, State.AWAITED),
    (State.STARTED, KeepAlive): (Connection._nothing, State.STARTED),
    (State.READY, KeepAlive): (Connection._keep_alive, State.READY),
    # state.call.
    (State.CONNECTED, StateCall): (Connection._not_started, State.CONNECTED),
    (State.AWAITED, StateCall): (Connection._not_started, State.AWAITED),
    (State.STARTED, StateCall): (Connection._no_state, State.STARTED),
    (State.READY, StateCall): (Connection._call_state, State.READY),
    # query.
    (State.CONNECTED, ClientQuery): (Connection._query, State.CONNECTED),
    (State.AWAITED, ClientQuery): (Connection._query, State.AWAITED),
    (State.STARTED, ClientQuery): (Connection._query, State.STARTED),
    (State.READY, ClientQuery): (Connection._query, State.READY),
    # An event that the page does not have changes nothing.
    (State.CONNECTED, InvalidPayload): (Connection._invalid, State.CONNECTED),
    (State.AWAITED, InvalidPayload): (Connection._invalid, State.AWAITED),
    (State.STARTED, InvalidPayload): (Connection._invalid, State.STARTED),
    (State.READY, InvalidPayload): (Connection._invalid, State.READY),
    (State.CONNECTED, UnknownEvent): (Connection._unknown, State.CONNECTED),
    (State.AWAITED, UnknownEvent): (Connection._unknown, State.AWAITED),
    (State.STARTED, UnknownEvent): (Connection._unknown, State.STARTED),
    (State.READY, UnknownEvent): (Connection._unknown, State.READY),
}
"""What each input does in each state, and the next state."""
