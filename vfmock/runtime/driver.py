"""The driver: from the wire to the core and back, with the journal beside it."""

from __future__ import annotations

import dataclasses
import logging
import random
from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from vfmock.contract import Contract
from vfmock.core.conversation import LONGEST, describe_trace
from vfmock.core.effects import (
    ActionTrace,
    Effect,
    EndSession,
    InjectFault,
    Note,
    Order,
    ServerError,
)
from vfmock.core.events import ActionSend, Event, InvalidPayload, UnknownEvent
from vfmock.core.faults import Fault
from vfmock.core.faults.base import Altered, Outage
from vfmock.core.faults.moments import moments_of
from vfmock.core.journal import Direction, Entry, Journal
from vfmock.core.session import Session
from vfmock.dialects import Dialect
from vfmock.errors import ServerError as NotNow
from vfmock.errors import suggest
from vfmock.runtime.clock import Autojump, Clock, MockClock, Timer
from vfmock.runtime.faults import Faults, Outgoing
from vfmock.runtime.hub import Deliver, Hub
from vfmock.runtime.link import Link, Outbox
from vfmock.runtime.script import Script
from vfmock.types import JSON

_LOGGER = logging.getLogger("vfmock")


class Instance(Protocol):
    """One port that clients come to; all instances of a server share its sessions."""

    number: int

    def close_port(self) -> None:
        """Refuse TCP connections from now on; those that are open stay."""
        ...

    def open_port(self) -> None:
        """Listen again."""
        ...


class Driver:
    """Feeds what clients send to the hub, and sends what comes of it.

    ``make_hub`` gets the way out for effects and returns the hub that uses it. ``derive`` makes the
    randomness of faults, of a fault's id and a user's. ``instances`` are the ports that clients
    come to; transports add themselves.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        contract: Contract,
        journal: Journal,
        script: Script,
        make_hub: Callable[[Deliver], Hub],
        derive: Callable[[str, str], random.Random],
        autojump_quiet: float = 0.1,
    ) -> None:
        self.clock = clock
        self.contract = contract
        self.journal = journal
        self.script = script
        self.hub = make_hub(self._deliver)
        self.instances: list[Instance] = []
        self.activity = 0
        self.autojump = Autojump(
            clock, in_flight=self.in_flight, activity=lambda: self.activity, quiet=autojump_quiet
        )
        self.faults = Faults(
            derive=derive,
            note=self._note_fault,
            close_port=self._close_port,
            obey=lambda order, link: self.hub.obey(order, (link,), link.session),
        )

    def arm_scenario(self) -> None:
        """Arm the faults that the scenario has, in place of all that were armed."""
        self.faults.clear()
        for rule in self.script.scenario.faults:
            self.faults.arm(rule)

    def reset(self) -> None:
        """Forget added rules and faults, the journal, and every session and user."""
        self.script.clear()
        self.arm_scenario()
        self.hub.clear()
        self.journal.clear()

    def set_autojump(self, enabled: bool) -> None:
        """Let the clock jump by itself, or leave it alone.

        Raises:
            ServerError: it is a real clock, which passes by itself.
        """
        if enabled and not isinstance(self.clock, MockClock):
            raise NotNow("autojump is for a mock clock: a real one passes by itself")
        self.autojump.enable(enabled)

    def in_flight(self) -> bool:
        """Whether something that was sent has not left yet."""
        return any(link.outbox.pending for link in self.hub.links.values())

    def connect(self, outbox: Outbox, dialect: Dialect, instance: int = 0) -> Link:
        """A client connected through a transport."""
        self.activity += 1
        link = self.hub.connect(outbox, dialect, instance)
        self._record("note", "connect", "", link)
        self.faults.connected(link)
        return link

    def disconnect(self, link: Link, reason: str) -> None:
        """A client is gone; ``reason`` is the transport's word for why."""
        self.activity += 1
        self._record("note", "disconnect", reason, link)
        self.faults.disconnected(link)
        self.hub.disconnect(link)

    def receive(self, link: Link, name: str, arguments: list[JSON]) -> None:
        """A client emitted an event."""
        self.activity += 1
        payload = arguments[0] if len(arguments) == 1 else arguments
        event = self._decode(link.dialect, name, arguments)
        self._record("in", name, payload, link, item=event)
        try:
            self._handle(link, event)
        except Exception as error:  # one client's event must not cost the others their server
            _LOGGER.exception("internal error at %s", name)
            problem = f"{name}: {type(error).__name__}: {error}"
            self._record("note", "internal_error", problem, link)
            self._deliver(ServerError(code="internal_error", error=problem), (link,), link.session)

    def refuse(self, link: Link, name: str, problem: str) -> None:
        """A client emitted an event whose payload could not even be read."""
        known = link.dialect.client_events.get(name)
        is_action = known is not None and known.is_action
        event = InvalidPayload(event=name, problem=problem, is_action=is_action)
        self._record("in", name, problem, link, item=event)
        self.hub.receive(link, event)

    def inject(self, fault: Fault, links: Iterable[Link]) -> None:
        """Let a fault happen to connections now, or to what comes next on them."""
        for link in tuple(links):
            turns = link.session.turns if link.session is not None else ()
            mine = [turn.message_id for turn in turns if turn.connection == link.id]
            self.faults.inject(fault, link, mine[-1] if mine else None)

    def _handle(self, link: Link, event: Event) -> None:
        """Hand an event to the hub, as the faults that it sets off leave it."""
        if isinstance(event, ActionSend) and event.message_id is None and link.session is not None:
            event = dataclasses.replace(event, message_id=link.session.new_id())
        left = self.faults.receive(link, event)
        if isinstance(left, str):
            message_id = event.message_id if isinstance(event, ActionSend) else None
            self.hub.reject(link, left, message_id)
        else:
            self.hub.receive(link, left)

    def _decode(self, dialect: Dialect, name: str, arguments: list[JSON]) -> Event:
        known = dialect.client_events.get(name)
        if known is None:
            hint = suggest(name, dialect.client_events)
            return UnknownEvent(name=name, problem=f"unknown event {name!r}{hint}")
        violation = self.contract.check_event(name, arguments)
        if violation is None:
            return known.decode(arguments[0])
        return InvalidPayload(
            event=name,
            problem=str(violation),
            is_action=known.is_action,
            message_id=_message_id(arguments),
        )

    def _deliver(self, effect: Effect, links: Iterable[Link], session: Session | None) -> None:
        if isinstance(effect, Note | Order):
            self._carry_out(effect, tuple(links), session)
            return
        sent = False
        for link in links:
            sent = True
            if self.faults.spare(link):
                self._send(link, session, effect)
            else:
                for item in self.faults.outgoing(link, effect):
                    self._put(link, session, item)
        if not sent:
            self._record("note", "undelivered", _told(effect), None, session, effect)

    def _carry_out(
        self, effect: Note | Order, links: tuple[Link, ...], session: Session | None
    ) -> None:
        """Do what is not for the wire."""
        if isinstance(effect, Note):
            link = next(iter(links), None)
            self._record("note", effect.kind, effect.text, link, session, effect)
        elif isinstance(effect, InjectFault):
            for link in links:
                self.faults.inject(effect.fault, link, effect.message_id)
        else:
            self.hub.obey(effect, links, session)

    def _put(self, link: Link, session: Session | None, item: Outgoing) -> None:
        """Put what faults have left of an effect into the connection's pipe."""
        if isinstance(item.effect, EndSession):
            self.hub.obey(item.effect, (link,), session)
            return
        go = partial(self._send, link, session, item.effect, item.fault)
        if item.seconds:
            link.pipe.put_late(go, item.seconds)
        else:
            link.pipe.put(go)

    def _send(self, link: Link, session: Session | None, effect: Effect, fault: str = "") -> None:
        """Write an effect to the wire, and into the journal."""
        self.activity += 1
        change = None
        if isinstance(effect, Altered):
            change = effect.change
            effect = effect.of
        event = link.dialect.server_events.get(type(effect))
        if event is None or not link.outbox.is_open:
            self._record("note", "undelivered", _told(effect), None, session, effect, fault)
            return
        payload: JSON = event.encode(effect)
        if change is not None:
            payload = change(payload)
        self._record("out", event.name, payload, link, session, effect, fault)
        if not fault:  # a fault sends wrong things on purpose
            violation = self.contract.check_server_event(event.name, payload)
            if violation is not None:
                self._record("note", "violation", f"sent {violation}", link, session)
        link.outbox.send(event.name, payload)
        self.faults.sent(link, effect)

    def _note_fault(self, kind: str, text: str, link: Link | None, fault: str) -> None:
        self._record("note", kind, text, link, fault=fault)

    def _close_port(self, outage: Outage, number: int | None) -> Callable[[], None]:
        """Close the port of an instance, or of all; return what opens it again."""
        closed = [instance for instance in self.instances if number in (None, instance.number)]
        for instance in closed:
            instance.close_port()

        def open_ports() -> None:
            if timer is not None:
                timer.cancel()
            while closed:  # once: they may be closed for another reason by then
                closed.pop().open_port()

        timer: Timer | None = None
        if outage.seconds is not None:
            when = self.clock.now() + outage.seconds
            timer = self.clock.call_at(when, open_ports, patient=True)
        return open_ports

    def _record(
        self,
        direction: Direction,
        name: str,
        payload: JSON,
        link: Link | None,
        session: Session | None = None,
        item: Event | Effect | None = None,
        fault: str = "",
    ) -> None:
        if session is None and link is not None:
            session = link.session
        self.journal.add(
            Entry(
                at=self.clock.now(),
                direction=direction,
                name=name,
                payload=payload,
                connection=link.id if link is not None else "",
                session=session.id if session is not None else "",
                user=link.user_id if link is not None else "",
                fault=fault,
                item=item,
            )
        )


def _message_id(arguments: list[JSON]) -> str | None:
    """The ``messageID`` of a payload that is wrong elsewhere."""
    payload = arguments[0] if arguments else None
    message_id = payload.get("messageID") if isinstance(payload, dict) else None
    return message_id if isinstance(message_id, str) and message_id else None


def _told(effect: Effect) -> str:
    """What an effect would have been on the wire, in a few words."""
    if isinstance(effect, ActionTrace):
        return f"action.trace {describe_trace(effect.trace)}"[:LONGEST]
    return " ".join(moments_of(effect))
