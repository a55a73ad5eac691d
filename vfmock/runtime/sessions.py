"""The sessions of a world: this module opens, resumes, wakes and ends them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from vfmock.core.effects import (
    Effect,
    EndSession,
    SessionCreated,
    SessionEnded,
)
from vfmock.core.events import ClientStart, SessionResume
from vfmock.core.session_keys import Claims, KeyVerdict, SessionKeys
from vfmock.core.user import User
from vfmock.errors import SnapshotError
from vfmock.runtime.addressing import address
from vfmock.runtime.clock import Clock
from vfmock.runtime.delivery import Delivery
from vfmock.runtime.directory import Directory
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession
from vfmock.runtime.script import Script
from vfmock.runtime.session_watch import SessionWatch
from vfmock.runtime.store import Store
from vfmock.runtime.stored_session import Snapshot, StoredSession
from vfmock.types import JSON, KeyExpiry


class Sessions:
    """The live sessions by id. The methods return deliveries, and send nothing.

    ``links`` are all connections, by id. ``ring`` is called when a session wants to be woken.
    ``directory`` says who a client is. ``watch`` is told of each session.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        store: Store,
        directory: Directory,
        keys: SessionKeys,
        script: Script,
        links: Mapping[str, Link],
        ring: Callable[[LiveSession], None],
        key_expiry: KeyExpiry = "keep",
        watch: SessionWatch,
    ) -> None:
        self.live: dict[str, LiveSession] = {}
        self.store = store
        self._clock = clock
        self._directory = directory
        self._keys = keys
        self._script = script
        self._links = links
        self._ring = ring
        self._key_expiry = key_expiry
        self._watch = watch
        self._lent = 0

    # What connections ask for.

    def judge(self, event: ClientStart | SessionResume) -> tuple[KeyVerdict, Claims | None]:
        """Say whether the session key of a client is good."""
        start = event if isinstance(event, ClientStart) else None
        return self._keys.judge(
            event.session_key,
            user_id=None if start is None else start.user_id,
            project_id=None if start is None else start.project_id,
            now=self._clock.now(),
            has_ended=self.store.has_ended,
        )

    def open(self, link: Link) -> list[Delivery]:
        """Make a session for the user of a connection, and bind the connection to it."""
        client = link.client
        now = self._clock.now()
        user = self._directory.user(client.user_key)
        agent = self._directory.agent_of(client)
        deliveries = self._end_that_of(user, agent)
        live = self._begin(user, agent, client, None)
        self._bind(link, live)
        key = self.issue_key(live)
        self._expires(live, self._keys.expiry(now))
        return [*deliveries, Delivery(SessionCreated(to=link.id, session_key=key), link, live)]

    def named(self, project_id: str, session: str) -> tuple[LiveSession | None, str]:
        """The session at work with this key or this id, or why there is none."""
        verdict, claims = self._keys.judge(
            session,
            user_id=None,
            project_id=project_id,
            now=self._clock.now(),
            has_ended=self.store.has_ended,
        )
        is_good = verdict is KeyVerdict.GOOD and claims is not None
        live = self.live.get(claims.session_id if is_good and claims else session)
        if live is None or live.session.user.project_id != project_id:
            return None, "it is not at work" if is_good else verdict.value
        return live, ""

    def issue_key(self, live: LiveSession) -> str:
        """Make a key with which a client can resume this session."""
        session = live.session
        return self._keys.issue(
            user_id=session.user.id,
            project_id=session.user.project_id,
            environment_id=session.environment_id,
            session_id=session.id,
            now=self._clock.now(),
            key_id=session.new_id(),
        )

    def resume(self, link: Link, claims: Claims) -> list[Delivery]:
        """Bind a connection to the session that its key names. If another server began the session,
        make it here."""
        deliveries: list[Delivery] = []
        stored = self.store.session(claims.session_id)
        if stored is not None:
            live = self._at_work(stored)
        else:
            client = replace(link.client, environment_id=claims.environment_id)
            user, agent = self._directory.user(client.user_key), self._directory.agent_of(client)
            deliveries = self._end_that_of(user, agent)
            live = self._begin(user, agent, client, claims.session_id)
        self._expires(live, claims.expires)
        self._bind(link, live)
        return deliveries

    def join(self, link: Link) -> list[Delivery]:
        """Bind a connection to the session that its user has, or to a new one."""
        client = self._directory.with_project(link.client)
        link.machine.client = client
        user, agent = self._directory.user(client.user_key), self._directory.agent_of(client)
        stored = self.store.session_of(user.key, agent)
        if stored is None:
            self._bind(link, self._begin(user, agent, client, None, created=False))
        else:
            self._bind(link, self._at_work(stored))
        return []

    def lend(self, link: Link) -> list[Delivery]:
        """Bind a connection to a new session that nobody else finds, and that ends with it."""
        client = self._directory.with_project(link.client)
        link.machine.client = client
        self._lent += 1
        stored = self._script.begin(
            User(client.user_id, client.project_id),
            client.environment_id,
            None,
            self._clock.now(),
            number=-self._lent,  # no session of a user has such a number
            agent=self._directory.agent_of(client),
        )
        live = self._at_work(stored)
        live.is_lent = True
        self._bind(link, live)
        return []

    def leave(self, link: Link) -> None:
        """Unbind a connection from its session. The session lives on, if it is not lent."""
        live = link.live
        if live is None:
            return
        live.links.pop(link.id, None)
        link.live = None
        if live.is_lent:
            self._let_go(live)
            self.live.pop(live.session.id, None)

    def restore(self, given: JSON) -> tuple[LiveSession, list[Delivery]]:
        """Make a session from a snapshot. If the user already has a session here, end it first.

        Raises:
            SnapshotError: the snapshot is wrong, or the session is here already.
        """
        snapshot = Snapshot(given)
        if snapshot.session_id is not None and self.store.session(snapshot.session_id):
            raise SnapshotError(f"the session {snapshot.session_id!r} is here already")
        agent = self._script.agent_of(snapshot)
        self._script.must_have(snapshot.state, agent)
        user = self._directory.user((snapshot.project_id, snapshot.user_id))
        deliveries = self._end_that_of(user, agent)
        stored = self._script.restore(snapshot, user, self._clock.now())
        while snapshot.session_id is None and self._is_taken(stored.data.id):
            stored = self._script.restore(snapshot, user, self._clock.now())
        self.store.keep_session(stored)
        self._watch.session_began(stored.data, None, True)
        return self._at_work(stored), deliveries

    # What the clock and other callers ask for.

    def wake(self, live: LiveSession) -> list[Delivery]:
        """Do what is due."""
        live.alarm = None
        return self.deliver(live.session.wake(self._clock.now()), live)

    def interrupt(self, link: Link) -> list[Delivery]:
        """Drop the turns that a connection began: the instance that ran them is gone."""
        live = link.live
        if live is None:
            return []
        live.drop_actions(link)
        return self.deliver(live.session.interrupt(link.id, self._clock.now()), live)

    def end(self, live: LiveSession, reason: str) -> list[Delivery]:
        """End a session from outside, and tell all of its connections."""
        return self.deliver(live.session.end(reason, self._clock.now()), live)

    def end_as_ordered(self, delivery: Delivery) -> list[Delivery]:
        """Carry out an ``EndSession``. Without a session, do nothing."""
        order, live = delivery.effect, delivery.live
        assert isinstance(order, EndSession)
        if live is None:
            return []
        if not order.silent:
            return self.end(live, order.reason)
        live.session.end(order.reason, self._clock.now())
        self._forget(live, order.reason)
        return []

    def deliver(self, effects: Iterable[Effect], live: LiveSession) -> list[Delivery]:
        """Find out who gets each effect of a session, by the connections bound at that moment."""
        deliveries: list[Delivery] = []
        for effect in effects:
            address(effect, live, self._links, deliveries)
            if type(effect) is SessionEnded:
                self._forget(live, effect.reason)
        self._set_alarm(live)
        return deliveries

    def clear(self) -> None:
        """Forget every session and user, and tell the clients nothing."""
        for live in tuple(self.live.values()):
            self._let_go(live)
        self.live.clear()
        self.store.clear()
        self._watch.sessions_forgotten()
        self._lent = 0

    # Inside.

    def _end_that_of(self, user: User, agent: str) -> list[Delivery]:
        """End the session of a user before another one with the same agent begins."""
        old = self.store.session_of(user.key, agent)
        return [] if old is None else self.end(self._at_work(old), "session_replaced")

    def _begin(
        self,
        user: User,
        agent: str,
        client: ClientStart,
        session_id: str | None,
        *,
        created: bool = True,
    ) -> LiveSession:
        now, environment_id = self._clock.now(), client.environment_id
        stored = self._script.begin(user, environment_id, session_id, now, agent=agent)
        while session_id is None and self._is_taken(stored.data.id):
            stored = self._script.begin(user, environment_id, None, now, agent=agent)
        self.store.keep_session(stored)
        self._watch.session_began(stored.data, client, created)
        return self._at_work(stored)

    def _at_work(self, stored: StoredSession) -> LiveSession:
        """The session with its machine. The machine is made from the stored data if needed."""
        live = self.live.get(stored.data.id)
        if live is None:
            live = self.live[stored.data.id] = LiveSession(stored, self._script.play(stored))
            self._set_alarm(live)
        return live

    def _is_taken(self, session_id: str) -> bool:
        """Whether an id is in use. The seed may make an id that a key has brought back already."""
        return self.store.session(session_id) is not None or self.store.has_ended(session_id)

    def _expires(self, live: LiveSession, when: float | None) -> None:
        """Let the session end with its key, if the setting says so."""
        if self._key_expiry == "end":
            live.session.expires(when)
            self._set_alarm(live)

    def _bind(self, link: Link, live: LiveSession) -> None:
        self.leave(link)
        link.live = live
        link.machine.bound()
        live.links[link.id] = link

    def _forget(self, live: LiveSession, reason: str) -> None:
        """Forget a session that is over: free its connections. Its key is no longer good."""
        self._watch.session_ended(live.session.id, reason)
        self._let_go(live)
        self.live.pop(live.session.id, None)
        self.store.end_session(live.stored)

    def _let_go(self, live: LiveSession) -> None:
        for link in live.links.values():
            link.live = None
            link.machine.unbound()
        live.links.clear()
        if live.alarm is not None:
            live.alarm.cancel()
            live.alarm = None

    def _set_alarm(self, live: LiveSession) -> None:
        """Have the session woken at its deadline."""
        deadline, alarm = live.session.deadline(), live.alarm
        if alarm is not None:
            if alarm.when == deadline:
                return
            alarm.cancel()
            live.alarm = None
        if deadline is not None:
            patient = not live.session.turns
            live.alarm = self._clock.call_at(deadline, partial(self._ring, live), patient=patient)
