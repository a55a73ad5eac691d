"""The only way out: the hub's deliveries go through faults and pipe to the wire and the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from vfmock.contract import Contract
from vfmock.core.conversation import LONGEST, describe_trace
from vfmock.core.effects import ActionStatus, ActionTrace, Effect, EndSession, Note
from vfmock.core.faults.base import Altered
from vfmock.core.faults.triggers import triggers_of
from vfmock.core.journal import UNDELIVERED, Entry, Journal
from vfmock.core.names import ACTION_TRACE, EFFECT_NAMES
from vfmock.core.size import OF_UNKNOWN, size_of
from vfmock.runtime.clock import Clock
from vfmock.runtime.delivery import NOTHING, Deliveries, Delivery
from vfmock.runtime.faults import Faults
from vfmock.runtime.link import Link
from vfmock.runtime.link_faults import LinkFaults, Outgoing
from vfmock.runtime.live_session import LiveSession
from vfmock.runtime.notes import Notes
from vfmock.types import JSON

OVERFLOW = "overflow"
"""The kind of note of a connection that was closed because its client does not read."""

Orders: TypeAlias = Mapping[type[Effect], Callable[[Delivery], Deliveries]]
"""How each order of a reply or a fault is carried out. The function returns the results."""


class Outbound:
    """Sends deliveries: messages to clients, notes into the journal, orders to their handlers.

    The results of a message or an order are sent next, before the following delivery.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        contract: Contract,
        journal: Journal,
        notes: Notes,
        faults: Faults,
        orders: Orders,
        max_queued: int,
    ) -> None:
        self._clock = clock
        self._contract = contract
        self._journal = journal
        self._notes = notes
        self._faults = faults
        self._orders = orders
        self._max_queued = max_queued

    def carry(self, deliveries: Deliveries) -> None:
        """Send deliveries, in order, until nothing is left to send."""
        left = list(reversed(deliveries))
        while left:
            delivery = left.pop()
            carry_out = self._orders.get(type(delivery.effect))
            brought = self._send(delivery) if carry_out is None else carry_out(delivery)
            if brought:
                left += reversed(brought)

    def _send(self, delivery: Delivery) -> Deliveries:
        """Send a message to a client, after the faults of its connection have changed it."""
        effect, link, live = delivery
        if type(effect) is ActionStatus and effect.status != "accepted" and live is not None:
            live.in_flight.pop((effect.to, effect.message_id), None)
        if link is None:
            return self._lost(effect, live)
        if link.faults is None:
            return self._write(effect, link, live)
        brought: list[Delivery] = []
        for item in link.faults.change(effect):
            brought += self._hold(item, link, link.faults, live)
        return brought

    def _hold(
        self, item: Outgoing, link: Link, faults: LinkFaults, live: LiveSession | None
    ) -> Deliveries:
        """Put an effect into the connection's pipe, after the faults have changed it."""
        if isinstance(item.effect, EndSession):
            return (Delivery(item.effect, link, live),)
        go = partial(self._write, item.effect, link, live, item.fault)
        if not item.seconds and faults.pipe.is_free:
            return go()
        size = _size_of(item.effect)
        if item.seconds:
            faults.pipe.put_late(go, item.seconds, size)
        else:
            faults.pipe.put(go, size)
        self._check_queued(link, live)
        return NOTHING

    def _write(
        self, effect: Effect, link: Link, live: LiveSession | None, fault: str = ""
    ) -> Deliveries:
        """Write an effect to the wire, and into the journal."""
        change, sent = None, effect
        if isinstance(effect, Altered):
            change, sent = effect.change, effect.of
        event = link.dialect.server_events.get(type(sent))
        if event is None or not link.outbox.is_open:
            return self._lost(sent, live, link, fault)
        payload: JSON = None if event.encode is None else event.encode(sent)
        if change is not None:
            payload = change(payload)
        link.is_altered = link.is_altered or bool(fault)
        name = EFFECT_NAMES[type(sent)]
        self._journal.add(
            Entry(
                at=self._clock.now(),
                direction="out",
                name=name,
                wire="" if name == event.name else event.name,
                payload=payload,
                connection=link.id,
                session="" if live is None else live.session.id,
                user=link.user_id,
                fault=fault,
                item=effect,
            )
        )
        if not fault and event.schema is not None:  # a fault sends wrong things on purpose
            violation = self._contract.check_all(event.schema, payload, event.name)
            if violation is not None:
                self._notes.add("violation", f"sent {violation}", link, live)
        if event.encode is None and change is None:
            link.outbox.send(event.name)
        else:
            link.outbox.send(event.name, payload)
        self._check_queued(link, live)
        return self._faults.sent(link, live, sent) if self._faults.plan.by_trigger else NOTHING

    def _check_queued(self, link: Link, live: LiveSession | None) -> None:
        """End a connection for which too much waits. Otherwise it would use up the memory."""
        held = 0 if link.faults is None else link.faults.pipe.held
        if held + link.outbox.queued <= self._max_queued or not link.outbox.is_open:
            return
        text = f"more than {self._max_queued} bytes wait for the client: the connection is closed"
        self._notes.add(OVERFLOW, text, link, live)
        if link.faults is not None:
            link.faults.pipe.cancel()
        link.outbox.drop()

    def _lost(
        self, effect: Effect, live: LiveSession | None, link: Link | None = None, fault: str = ""
    ) -> Deliveries:
        """Note that nobody is there to get the effect."""
        self._notes.add(UNDELIVERED, _told(effect), None, live, fault=fault, item=effect)
        return NOTHING


def write_note(notes: Notes, delivery: Delivery) -> Deliveries:
    """Carry out a ``Note``: write it into the journal."""
    note = delivery.effect
    assert isinstance(note, Note)
    notes.add(note.kind, note.text, delivery.link, delivery.live, item=note)
    return NOTHING


def _size_of(effect: Effect) -> int:
    """The size of an effect. Only traces can be large."""
    return size_of(effect.trace) if isinstance(effect, ActionTrace) else OF_UNKNOWN


def _told(effect: Effect) -> str:
    """Describe in a few words what an effect would have been on the wire."""
    if isinstance(effect, ActionTrace):
        return f"{ACTION_TRACE} {describe_trace(effect.trace)}"[:LONGEST]
    return " ".join(triggers_of(effect))
