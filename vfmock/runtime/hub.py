"""The hub: which connection is bound to which session, and where each effect goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol, cast

from vfmock.core.actions import Action
from vfmock.core.connection import Authorize, Connection
from vfmock.core.effects import (
    ActionStatus,
    Effect,
    EndSession,
    LeaveSession,
    Note,
    OpenSession,
    RejectAction,
    Restart,
    ResumeSession,
    ServerRestart,
    SessionCreated,
    SessionEnded,
    SubmitAction,
)
from vfmock.core.events import ClientStart, Event
from vfmock.core.session import Session
from vfmock.core.session_keys import Claims, KeyVerdict, SessionKeys
from vfmock.core.user import User
from vfmock.dialects import Dialect
from vfmock.runtime.clock import Clock, Timer
from vfmock.runtime.link import Link, Outbox
from vfmock.runtime.pipe import Pipe
from vfmock.runtime.store import Store
from vfmock.types import JSON, KeyExpiry


class SessionMaker(Protocol):
    """Makes a session of the scenario that is played."""

    def __call__(
        self, user: User, environment_id: str | None, session_id: str | None, now: float
    ) -> Session:
        """``session_id`` is given for one that another server began."""
        ...


class Deliver(Protocol):
    """Sends an effect to connections and writes the journal."""

    def __call__(self, effect: Effect, links: Iterable[Link], session: Session | None) -> None:
        """``session`` is the one that the effect is about, if any."""
        ...


class Hub:
    """Connections and sessions of one server. Everything happens on the server's loop.

    ``busy`` says that an event or a timer is being worked on: a rule's own function that ends the
    session or restarts the server has to wait until that is done.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        store: Store,
        keys: SessionKeys,
        new_id: Callable[[], str],
        make_session: SessionMaker,
        authorize: Authorize,
        deliver: Deliver,
        key_expiry: KeyExpiry = "keep",
    ) -> None:
        self.clock = clock
        self.store = store
        self.keys = keys
        self.links: dict[str, Link] = {}
        self.busy = False
        self._bound: dict[str, dict[str, Link]] = {}
        self._timers: dict[str, tuple[float, Timer]] = {}
        self._closing: dict[str, Timer] = {}
        self._new_id = new_id
        self._make_session = make_session
        self._authorize = authorize
        self._deliver = deliver
        self._key_expiry = key_expiry
        self._count = 0

    def connect(self, outbox: Outbox, dialect: Dialect, instance: int = 0) -> Link:
        """A client connected, to one of the server's instances."""
        self._count += 1
        machine = Connection(f"c{self._count}", judge=self._judge, authorize=self._authorize)
        link = Link(machine, outbox, dialect, Pipe(self.clock), instance)
        self.links[link.id] = link
        return link

    def disconnect(self, link: Link) -> None:
        """A client is gone; its session lives on."""
        if self.links.pop(link.id, None) is not None:
            self._leave(link)
        closing = self._closing.pop(link.id, None)
        if closing is not None:
            closing.cancel()

    def receive(self, link: Link, event: Event) -> None:
        """A client sent an event."""
        self.busy = True
        try:
            for effect in link.machine.receive(event):
                carry = _CARRY.get(type(effect))
                if carry is None:
                    self._deliver(effect, self._receivers(effect, None), link.session)
                else:
                    carry(self, link, cast(JSON, effect))
        finally:
            self.busy = False

    def end(self, session: Session, reason: str) -> None:
        """End a session from outside."""
        self._carry_out(session, session.end(reason, self.clock.now()))

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
            and (session is None or (link.session is not None and link.session.id == session))
            and connection in (None, link.id)
            and instance in (None, link.instance)
        ]

    def reject(self, link: Link, reason: str, message_id: str | None) -> None:
        """Reject an action before any session sees it."""
        self._reject(link, RejectAction(reason=reason, message_id=message_id))

    def restart(self, order: Restart, links: Iterable[Link]) -> None:
        """Tell clients to reconnect, and close their connections after the grace period.

        Each is told the action that its session has in flight, if the order says so. Sessions
        survive; a turn that still runs when the connection that began it closes does not.
        """
        for link in tuple(links):
            action = None if order.action is None else Action(order.action)
            if order.replay and action is None and link.session is not None:
                turns = [turn for turn in link.session.turns if turn.connection == link.id]
                turns = turns or list(link.session.turns)
                action = turns[-1].action if turns else None
            self._deliver(ServerRestart(to=link.id, action=action), (link,), link.session)
            when = self.clock.now() + order.grace
            if link.id in self._closing:
                self._closing.pop(link.id).cancel()
            self._closing[link.id] = self.clock.call_at(when, partial(self._close, link))

    def close_restarted(self) -> None:
        """End the grace period of the connections that have no turn under way."""
        for link_id in tuple(self._closing):
            link = self.links[link_id]
            if not self.is_running(link):
                self._closing[link_id].cancel()
                self._close(link)

    def is_running(self, link: Link) -> bool:
        """Whether a turn that this connection began is under way."""
        turns = link.session.turns if link.session is not None else ()
        return any(turn.connection == link.id for turn in turns)

    def obey(self, order: Effect, links: tuple[Link, ...], session: Session | None) -> None:
        """Carry out what a reply or a fault asks for."""
        if isinstance(order, EndSession) and session is not None:
            effects = session.end(order.reason, self.clock.now())
            if order.silent:
                self._forget(session)
                self._watch(session)
            else:
                self._carry_out(session, effects)
        elif isinstance(order, Restart):
            if order.whom == "all":
                links = tuple(self.links.values())
            elif order.whom == "session" and session is not None:
                links = tuple(self._bound.get(session.id, {}).values())
            self.restart(order, links)

    def clear(self) -> None:
        """Forget every session and user, without a word to the clients."""
        for link in self.links.values():
            link.pipe.cancel()
        for timer in [*(timer for _, timer in self._timers.values()), *self._closing.values()]:
            timer.cancel()
        self._closing.clear()
        self._timers.clear()
        self._bound.clear()
        self.store.clear()
        for link in self.links.values():
            link.session = None
            link.machine.unbound()

    # What the effects of a connection's machine ask for.

    def _resume(self, link: Link, effect: ResumeSession) -> None:
        claims = effect.claims
        session = self.store.session(claims.session_id)
        if session is None:
            session = self._open(claims.environment_id, self._user(link), claims.session_id)
        if self._key_expiry == "end":
            session.expires(claims.expires)
            self._watch(session)
        self._bind(link, session)

    def _open_session(self, link: Link, effect: OpenSession) -> None:
        client = _client(link)
        user = self._user(link)
        session = self._open(client.environment_id, user, None)
        self._bind(link, session)
        key = self.keys.issue(
            user_id=user.id,
            project_id=user.project_id,
            environment_id=session.environment_id,
            session_id=session.id,
            now=self.clock.now(),
            key_id=session.new_id(),
        )
        if self._key_expiry == "end":
            session.expires(self.keys.expiry(self.clock.now()))
            self._watch(session)
        self._deliver(SessionCreated(to=link.id, session_key=key), (link,), session)

    def _leave_session(self, link: Link, effect: LeaveSession) -> None:
        self._leave(link)

    def _submit(self, link: Link, effect: SubmitAction) -> None:
        session = link.session
        if session is None:  # the store was cleared under the connection
            self._reject(link, RejectAction(reason="session_not_found"))
            return
        config = _client(link).config
        now = self.clock.now()
        effects = session.submit(effect.event, connection=link.id, config=config, now=now)
        self._carry_out(session, effects)

    def _reject(self, link: Link, effect: RejectAction) -> None:
        message_id = effect.message_id or self._new_id()
        status = ActionStatus(
            to=link.id, status="rejected", message_id=message_id, reason=effect.reason
        )
        self._deliver(status, (link,), link.session)

    def _note(self, link: Link, effect: Note) -> None:
        self._deliver(effect, (link,), link.session)

    # Sessions.

    def _judge(self, event: ClientStart) -> tuple[KeyVerdict, Claims | None]:
        return self.keys.judge(
            event.session_key,
            user_id=event.user_id,
            project_id=event.project_id,
            now=self.clock.now(),
            has_ended=self.store.has_ended,
        )

    def _user(self, link: Link) -> User:
        client = _client(link)
        key = (client.project_id, client.user_id)
        user = self.store.user(key)
        if user is None:
            user = User(client.user_id, client.project_id)
            self.store.add_user(user)
        return user

    def _open(self, environment_id: str | None, user: User, session_id: str | None) -> Session:
        """Start a session; the one that the user has ends first."""
        old = self.store.session_of(user.key)
        if old is not None:
            self.end(old, "session_replaced")
        now = self.clock.now()
        session = self._make_session(user, environment_id, session_id, now)
        while session_id is None and self._is_taken(session.id):
            session = self._make_session(user, environment_id, None, now)
        self.store.add_session(session)
        self._watch(session)
        return session

    def _is_taken(self, session_id: str) -> bool:
        """Ids come from the seed: one that a key brought back may be the next to be made."""
        return self.store.session(session_id) is not None or self.store.has_ended(session_id)

    def _bind(self, link: Link, session: Session) -> None:
        self._leave(link)
        link.session = session
        link.machine.bound()
        self._bound.setdefault(session.id, {})[link.id] = link

    def _leave(self, link: Link) -> None:
        session, link.session = link.session, None
        if session is not None:
            bound = self._bound.get(session.id, {})
            bound.pop(link.id, None)
            if not bound:
                self._bound.pop(session.id, None)

    def _wake(self, session: Session) -> None:
        self._timers.pop(session.id, None)
        self.busy = True
        try:
            self._carry_out(session, session.wake(self.clock.now()))
        finally:
            self.busy = False

    def _carry_out(self, session: Session, effects: list[Effect]) -> None:
        """Send a session's effects, and look again when it next wants to be woken."""
        try:
            for effect in effects:
                self._deliver(effect, self._receivers(effect, session), session)
                if type(effect) is SessionEnded:
                    self._forget(session)
        finally:
            self._watch(session)

    def _receivers(self, effect: Effect, session: Session | None) -> Iterable[Link]:
        if effect.to is None:
            return () if session is None else tuple(self._bound.get(session.id, {}).values())
        link = self.links.get(effect.to)
        return () if link is None else (link,)

    def _forget(self, session: Session) -> None:
        """A session is over: its connections are free, its key is dead."""
        for link in self._bound.pop(session.id, {}).values():
            link.session = None
            link.machine.unbound()
        self.store.end_session(session)

    def _close(self, link: Link) -> None:
        """The end of the grace period."""
        self._closing.pop(link.id, None)
        if link.session is not None:
            session = link.session
            self._carry_out(session, session.interrupt(link.id, self.clock.now()))
        link.pipe.put(link.outbox.close)

    def _watch(self, session: Session) -> None:
        """Set the session's timer to its deadline."""
        deadline = session.deadline()
        set_for, timer = self._timers.get(session.id, (None, None))
        if deadline == set_for:
            return
        if timer is not None:
            timer.cancel()
            del self._timers[session.id]
        if deadline is not None:
            patient = not session.turns
            timer = self.clock.call_at(deadline, lambda: self._wake(session), patient=patient)
            self._timers[session.id] = (deadline, timer)


_CARRY: dict[type[Effect], Callable[[Hub, Link, JSON], None]] = {
    ResumeSession: Hub._resume,
    OpenSession: Hub._open_session,
    LeaveSession: Hub._leave_session,
    SubmitAction: Hub._submit,
    RejectAction: Hub._reject,
    Note: Hub._note,
}
"""How each effect between a connection and the sessions is carried out."""


def _client(link: Link) -> ClientStart:
    """The handshake that the connection's machine saw before it asked for a session."""
    client = link.machine.client
    if client is None:
        raise LookupError(f"connection {link.id} has had no client.start")
    return client
