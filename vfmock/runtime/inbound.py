"""The only way in: events of clients and of the clock go to the hub, and its answers go out."""

from __future__ import annotations

import logging
from collections.abc import Callable

from vfmock.contract import Contract
from vfmock.core.effects import GeneralError
from vfmock.core.events import (
    ActionSend,
    ClientQuery,
    ClientStart,
    Event,
    InvalidPayload,
    SessionJoin,
    UnknownEvent,
)
from vfmock.core.handshake import Handshake
from vfmock.core.journal import Entry, Journal
from vfmock.core.names import EVENT_NAMES
from vfmock.dialects import ClientEvent, Dialect, speakers
from vfmock.errors import suggest
from vfmock.runtime.clock import Clock
from vfmock.runtime.delivery import NOTHING, Deliveries, Delivery
from vfmock.runtime.faults import Faults
from vfmock.runtime.hub import Hub
from vfmock.runtime.link import Link, Outbox
from vfmock.runtime.live_session import LiveSession
from vfmock.runtime.notes import Notes
from vfmock.runtime.outbound import Outbound
from vfmock.runtime.restarts import Restarts
from vfmock.runtime.sessions import Sessions
from vfmock.types import JSON

_LOGGER = logging.getLogger("vfmock")


class Inbound:
    """Takes the events of a world, one at a time.

    ``busy`` says that an event is being handled. If a rule's own function ends a session or
    restarts the server, this has to wait until the event is handled.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        contract: Contract,
        journal: Journal,
        notes: Notes,
        faults: Faults,
        hub: Hub,
        sessions: Sessions,
        restarts: Restarts,
        outbound: Outbound,
    ) -> None:
        self.busy = False
        self._clock = clock
        self._contract = contract
        self._journal = journal
        self._notes = notes
        self._faults = faults
        self._hub = hub
        self._sessions = sessions
        self._restarts = restarts
        self._outbound = outbound

    # What clients do.

    def connect(
        self,
        outbox: Outbox,
        dialect: Dialect,
        instance: int = 0,
        handshake: Handshake | None = None,
    ) -> Link:
        """A client connected through a transport. By default only the transport is known of it."""
        link = self._hub.connect(outbox, dialect, instance)
        known = handshake or Handshake(transport=outbox.transport)
        self._notes.add("connect", known.to_json(), link, item=known)
        self._work("connect", lambda: self._faults.connected(link), link)
        return link

    def disconnect(self, link: Link, reason: str) -> None:
        """A client is gone. ``reason`` is the transport's word for the cause."""
        self._notes.add("disconnect", reason, link)
        self._faults.disconnected(link)
        self._restarts.forget(link)
        self._hub.disconnect(link)

    def receive(self, link: Link, name: str, arguments: list[JSON]) -> None:
        """A client emitted an event."""

        def take() -> Deliveries:
            known = self._known(link, name)
            payload = arguments[0] if len(arguments) == 1 else arguments
            if known is not None and not known.payload and not arguments:
                payload = None
            neutral = name if known is None else EVENT_NAMES[known.makes]
            event = self._decode(link, name, known, arguments)
            return self._take(link, event, neutral, name, payload)

        self._work(name, take, link)

    def refuse(self, link: Link, name: str, problem: str) -> None:
        """A client emitted an event with a payload that could not be read."""

        def take() -> Deliveries:
            known = self._known(link, name)
            is_action = known is not None and known.is_action
            event = InvalidPayload(event=name, problem=problem, is_action=is_action)
            neutral = name if known is None else EVENT_NAMES[known.makes]
            return self._take(link, event, neutral, name, problem)

        self._work(name, take, link)

    # What clients without a socket do.

    def join(self, outbox: Outbox, dialect: Dialect, instance: int = 0) -> Link:
        """A client came that stays for one answer only, such as an HTTP request.

        The client gets only the answers to its own actions, in the words of ``dialect``.
        """
        link = self._hub.connect(outbox, dialect, instance)
        link.dialect_is_known, link.hears_all = True, False
        return link

    def hand_in(self, link: Link, event: Event, *, wire: str, payload: JSON) -> None:
        """Take an event that a transport has decoded; ``wire`` and ``payload`` are how it came."""
        neutral = EVENT_NAMES.get(type(event), wire)
        self._work(wire, lambda: self._take(link, event, neutral, wire, payload), link)

    def leave(self, link: Link) -> None:
        """A client that joined has its answer or is gone. The actions that it began go on."""
        self._faults.disconnected(link)
        self._restarts.forget(link)
        self._hub.disconnect(link)

    # What the clock brings.

    def wake(self, live: LiveSession) -> None:
        """A session has come to its deadline."""
        self._work("wake", lambda: self._sessions.wake(live))

    def close(self, link: Link) -> None:
        """The grace period of a connection is over."""
        self._work("close", lambda: self._sessions.interrupt(link), link)
        if link.faults is None:
            link.outbox.close()
        else:
            link.faults.pipe.put(lambda: _close(link))

    # Inside.

    def _known(self, link: Link, name: str) -> ClientEvent | None:
        """Read an event in the dialect of its client.

        The first event that only one dialect has shows which dialect the client speaks.
        """
        if not link.dialect_is_known:
            having = speakers(name)
            if len(having) == 1:
                link.dialect, link.dialect_is_known = having[0], True
        return link.dialect.client_events.get(name)

    def _decode(
        self, link: Link, name: str, known: ClientEvent | None, arguments: list[JSON]
    ) -> Event:
        """Make an event from what a client emitted, or from what is wrong with it."""
        if known is None:
            hint = suggest(name, link.dialect.client_events)
            return UnknownEvent(name=name, problem=f"unknown event {name!r}{hint}")
        violation = self._contract.check_arguments(known.schema, name, arguments)
        if violation is None:
            return known.decode(arguments[0] if known.payload else None)
        message_id = known.message_id(arguments[0]) if known.message_id and arguments else None
        return InvalidPayload(
            event=name, problem=str(violation), is_action=known.is_action, message_id=message_id
        )

    def _take(self, link: Link, event: Event, neutral: str, wire: str, payload: JSON) -> Deliveries:
        """Write an event into the journal, and answer it."""
        now = self._clock.now()
        live = link.live
        self._journal.add(
            Entry(
                at=now,
                direction="in",
                name=neutral,
                wire="" if neutral == wire else wire,
                payload=payload,
                connection=link.id,
                session="" if live is None else live.session.id,
                user=_user_of(event) or link.user_id,
                item=event,
            )
        )
        return self._answer(link, event, now)

    def _answer(self, link: Link, event: Event, now: float) -> Deliveries:
        """The hub's answer to an event, after the faults that the event triggers."""
        if isinstance(event, ActionSend):
            event = _in_flight(link, event)
        refusal = None
        if self._faults.plan.by_trigger:
            event, refusal, orders = self._faults.received(link, event)
            self._outbound.carry(orders)
        if refusal is None:
            return self._hub.receive(link, event, now)
        message_id = event.message_id if isinstance(event, ActionSend) else None
        return self._hub.reject(link, refusal, message_id)

    def _work(self, what: str, make: Callable[[], Deliveries], link: Link | None = None) -> None:
        """Make deliveries and send them. An internal error must not stop the server for others."""
        was_busy, self.busy = self.busy, True
        try:
            self._outbound.carry(make())
        except Exception as error:
            _LOGGER.exception("internal error at %s", what)
            problem = f"{what}: {type(error).__name__}: {error}"
            self._notes.add("internal_error", problem, link)
            if link is not None:
                told = GeneralError(to=link.id, code="internal_error", error=problem)
                self._outbound.carry([Delivery(told, link, link.live)])
        finally:
            self.busy = was_busy


def _user_of(event: Event) -> str:
    """The user that an event names."""
    start = event.start if isinstance(event, SessionJoin | ClientQuery) else event
    return start.user_id if isinstance(start, ClientStart) else ""


def _in_flight(link: Link, event: ActionSend) -> ActionSend:
    """Mark an action as in flight. An action without an id gets one from its session."""
    live = link.live
    if event.message_id is None:
        if live is None:
            return event
        event = event.named(live.session.new_id())
    message_id = event.message_id
    assert message_id is not None
    link.latest = (*link.latest[-1:], message_id)
    if live is not None:
        live.in_flight[link.id, message_id] = event.action
    return event


def _close(link: Link) -> Deliveries:
    link.outbox.close()
    return NOTHING
