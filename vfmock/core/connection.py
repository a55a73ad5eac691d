"""The connection machine: the handshake of one connection.

The protocol page, "Initialization sequence": ``client.start`` and its answer, then, where a new
session is required, ``session.create`` and its answer. States and inputs are ``TABLE``.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

from vfmock.core.effects import (
    ClientStarted,
    Effect,
    LeaveSession,
    Note,
    OpenSession,
    RejectAction,
    ResumeSession,
    ServerError,
    SubmitAction,
)
from vfmock.core.events import (
    ActionSend,
    ClientStart,
    Event,
    InvalidPayload,
    SessionCreate,
    UnknownEvent,
)
from vfmock.core.session import NO_SESSION
from vfmock.core.session_keys import Claims, KeyVerdict
from vfmock.types import JSON

CLIENT_NOT_STARTED = "client_not_started"
INVALID_PAYLOAD = "invalid_payload"
UNKNOWN_EVENT = "unknown_event"
UNAUTHORIZED = "unauthorized"

Judge: TypeAlias = Callable[[ClientStart], tuple[KeyVerdict, Claims | None]]
Authorize: TypeAlias = Callable[[str | None], str | None]
"""Returns what is wrong with an API key, or ``None``."""


class State(Enum):
    """``CONNECTED``: before the handshake. ``STARTED``: after it. ``READY``: with a session."""

    CONNECTED = "connected"
    STARTED = "started"
    READY = "ready"


class Connection:
    """One connection of a client, whatever carries it.

    ``judge`` says whether the session key of a ``client.start`` is good, ``authorize`` whether its
    API key is. The effects that it returns are for the wire, or for the hub to carry out.
    """

    def __init__(self, connection_id: str, *, judge: Judge, authorize: Authorize) -> None:
        self.id = connection_id
        self.state = State.CONNECTED
        self.client: ClientStart | None = None
        self._judge = judge
        self._authorize = authorize

    def receive(self, event: Event) -> list[Effect]:
        """Take an event of the client."""
        return TABLE[self.state, type(event)](self, event)

    def bound(self) -> None:
        """A session was bound to the connection."""
        self.state = State.READY

    def unbound(self) -> None:
        """The session of the connection is over or was left."""
        if self.state is State.READY:
            self.state = State.STARTED

    # What the table's entries do.

    def _start(self, event: ClientStart) -> list[Effect]:
        """A handshake; one on a connection that had one is a fresh one, and the later holds."""
        effects: list[Effect] = [LeaveSession()] if self.state is State.READY else []
        self.state, self.client = State.CONNECTED, None
        problem = self._authorize(event.authorization)
        if problem is not None:
            return [*effects, self._error(UNAUTHORIZED, problem)]
        self.state, self.client = State.STARTED, event
        verdict, claims = self._judge(event)
        if verdict is KeyVerdict.GOOD and claims is not None:
            resume = [ResumeSession(claims=claims)]
            return [*effects, *resume, ClientStarted(to=self.id, new_session_required=False)]
        if verdict is not KeyVerdict.ABSENT:
            effects.append(Note(kind="session_key", text=verdict.value))
        return [*effects, ClientStarted(to=self.id, new_session_required=True)]

    def _create(self, event: SessionCreate) -> list[Effect]:
        return [OpenSession()]

    def _submit(self, event: ActionSend) -> list[Effect]:
        return [SubmitAction(event=event)]

    def _no_session(self, event: ActionSend) -> list[Effect]:
        return [RejectAction(to=self.id, reason=NO_SESSION, message_id=event.message_id)]

    def _not_started(self, event: SessionCreate | ActionSend) -> list[Effect]:
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

    def _error(self, code: str, problem: str) -> Effect:
        return ServerError(to=self.id, code=code, error=problem)


TABLE: dict[tuple[State, type[Event]], Callable[[Connection, JSON], list[Effect]]] = {
    (State.CONNECTED, ClientStart): Connection._start,
    (State.STARTED, ClientStart): Connection._start,
    (State.READY, ClientStart): Connection._start,
    (State.CONNECTED, SessionCreate): Connection._not_started,
    (State.STARTED, SessionCreate): Connection._create,
    (State.READY, SessionCreate): Connection._create,
    (State.CONNECTED, ActionSend): Connection._not_started,
    (State.STARTED, ActionSend): Connection._no_session,
    (State.READY, ActionSend): Connection._submit,
    (State.CONNECTED, InvalidPayload): Connection._invalid,
    (State.STARTED, InvalidPayload): Connection._invalid,
    (State.READY, InvalidPayload): Connection._invalid,
    (State.CONNECTED, UnknownEvent): Connection._unknown,
    (State.STARTED, UnknownEvent): Connection._unknown,
    (State.READY, UnknownEvent): Connection._unknown,
}
"""What each event does in each state. A test says that no pair is missing."""
