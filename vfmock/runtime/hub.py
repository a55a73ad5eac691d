"""The hub passes the events of connections to their sessions, and says what goes to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from vfmock.core.connection import Authorize, Connection
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    AnswerQuery,
    CallState,
    CancelActions,
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
    SubmitAction,
)
from vfmock.core.events import ClientStart, Event, SessionJoin, SessionResume
from vfmock.core.session import NO_SESSION
from vfmock.dialects import Dialect
from vfmock.runtime.delivery import Delivery
from vfmock.runtime.link import Link, Outbox
from vfmock.runtime.queries import Queries
from vfmock.runtime.session_calls import SessionCalls
from vfmock.runtime.sessions import Sessions
from vfmock.types import JSON


class Hub:
    """The connections of a world. Each method returns deliveries, and sends nothing.

    ``links`` are the connections by id. Only the hub changes them.
    """

    def __init__(
        self,
        *,
        links: dict[str, Link],
        sessions: Sessions,
        calls: SessionCalls,
        queries: Queries,
        make_new_id: Callable[[], Callable[[], str]],
        authorize: Authorize,
    ) -> None:
        self.links = links
        self._sessions = sessions
        self._calls = calls
        self._queries = queries
        self._make_new_id = make_new_id
        self._authorize = authorize
        self.begin()

    def begin(self) -> None:
        """Start again with the first connection number and the first id, as every run does."""
        self._count = 0
        self._new_id = self._make_new_id()

    def connect(self, outbox: Outbox, dialect: Dialect, instance: int = 0) -> Link:
        """A client connected, to one of the server's instances."""
        self._count += 1
        name = f"c{self._count}"
        machine = Connection(name, judge=self._sessions.judge, authorize=self._authorize)
        link = self.links[name] = Link(name, machine, outbox, dialect, instance=instance)
        return link

    def disconnect(self, link: Link) -> None:
        """A client is gone; its session lives on."""
        self.links.pop(link.id, None)
        self._sessions.leave(link)

    def receive(self, link: Link, event: Event, now: float) -> list[Delivery]:
        """A client sent an event."""
        deliveries: list[Delivery] = []
        effects = link.machine.receive(event)
        if type(event) in (ClientStart, SessionJoin, SessionResume):
            client = link.machine.client
            link.user_id = "" if client is None else client.user_id
        for effect in effects:
            carry_out = _ON_SESSIONS.get(type(effect))
            if carry_out is None:
                deliveries.append(Delivery(effect, link, link.live))
            else:
                deliveries += carry_out(self, link, cast(JSON, effect), now)
        return deliveries

    def reject(self, link: Link, reason: str, message_id: str | None) -> list[Delivery]:
        """Reject an action before any session sees it."""
        status = ActionStatus(
            to=link.id, status="rejected", message_id=message_id or self._new_id(), reason=reason
        )
        return [Delivery(status, link, link.live)]

    def select(
        self,
        *,
        user: str | None = None,
        session: str | None = None,
        connection: str | None = None,
        instance: int | None = None,
    ) -> list[Link]:
        """The connections of a user, a session, an instance, or one by its id; all by default."""
        return [
            link
            for link in self.links.values()
            if user in (None, link.user_id)
            and (session is None or (link.live is not None and link.live.session.id == session))
            and connection in (None, link.id)
            and instance in (None, link.instance)
        ]

    # What the effects of a connection's machine ask the hub to do.

    def _resume(self, link: Link, effect: ResumeSession, now: float) -> list[Delivery]:
        return self._sessions.resume(link, effect.claims)

    def _open(self, link: Link, effect: OpenSession, now: float) -> list[Delivery]:
        return self._sessions.open(link)

    def _join(self, link: Link, effect: JoinSession, now: float) -> list[Delivery]:
        return self._sessions.join(link) if effect.is_kept else self._sessions.lend(link)

    def _leave(self, link: Link, effect: LeaveSession, now: float) -> list[Delivery]:
        self._sessions.leave(link)
        return []

    def _submit(self, link: Link, effect: SubmitAction, now: float) -> list[Delivery]:
        if link.live is None:  # the store was cleared under the connection
            return self.reject(link, NO_SESSION, effect.event.message_id)
        return self._calls.submit(link.live, link, effect.event, now)

    def _cancel(self, link: Link, effect: CancelActions, now: float) -> list[Delivery]:
        if link.live is None:  # the store was cleared under the connection
            return [Delivery(ActionCancelled(to=link.id, success=False), link, None)]
        return self._calls.cancel(link.live, link, now)

    def _note_activity(self, link: Link, effect: NoteActivity, now: float) -> list[Delivery]:
        return [] if link.live is None else self._calls.note_activity(link.live, now)

    def _replay(self, link: Link, effect: ReplaySince, now: float) -> list[Delivery]:
        return [] if link.live is None else self._calls.replay(link.live, link, effect.since)

    def _put_state(self, link: Link, effect: PutState, now: float) -> list[Delivery]:
        return [] if link.live is None else self._calls.put_state(link.live, link, effect.state)

    def _call_state(self, link: Link, effect: CallState, now: float) -> list[Delivery]:
        if link.live is None:  # the store was cleared under the connection
            problem = GeneralError(to=link.id, code=NO_SESSION, error="the session is gone")
            return [Delivery(problem, link, None)]
        return self._calls.call_state(link.live, link, effect.event, now)

    def _answer(self, link: Link, effect: AnswerQuery, now: float) -> list[Delivery]:
        return self._queries.answer(link, effect.query)

    def _reject(self, link: Link, effect: RejectAction, now: float) -> list[Delivery]:
        return self.reject(link, effect.reason, effect.message_id)

    def _note(self, link: Link, effect: Note, now: float) -> list[Delivery]:
        return [Delivery(effect, link, link.live)]


_ON_SESSIONS: dict[type[Effect], Callable[[Hub, Link, JSON, float], list[Delivery]]] = {
    ResumeSession: Hub._resume,
    OpenSession: Hub._open,
    JoinSession: Hub._join,
    LeaveSession: Hub._leave,
    SubmitAction: Hub._submit,
    CancelActions: Hub._cancel,
    NoteActivity: Hub._note_activity,
    ReplaySince: Hub._replay,
    PutState: Hub._put_state,
    CallState: Hub._call_state,
    AnswerQuery: Hub._answer,
    RejectAction: Hub._reject,
    Note: Hub._note,
}
"""How each effect between a connection and the sessions is carried out."""
