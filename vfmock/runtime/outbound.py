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
from vfmock.core.journal import UNDELIVERED, Journal
from vfmock.core.names import ACTION_TRACE, EFFECT_NAMES
from vfmock.core.size import OF_UNKNOWN, size_of
from vfmock.dialects import ServerEvent
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

MOST_GOOD = 10_000
"""How many molds are remembered. A scenario has one for each trace, but tests may add many more.
"""

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
        self._good: dict[tuple[int, int], tuple[ServerEvent, object]] = {}

    def carry(self, deliveries: Deliveries) -> None:
        """Send deliveries, in order, until nothing is left to send."""
        left = list(reversed(deliveries))
        while left:
            brought = self._carry_one(left.pop())
            if brought:
                left += reversed(brought)

    def _carry_one(self, delivery: Delivery) -> Deliveries:
        """Send a message, or carry out an order. Return the results."""
        effect, link, live = delivery
        carry_out = self._orders.get(type(effect))
        if carry_out is not None:
            return carry_out(delivery)
        if type(effect) is ActionStatus and effect.status != "accepted" and live is not None:
            live.in_flight.pop((effect.to, effect.message_id), None)
        if link is None:
            return self._lost(effect, live)
        if link.faults is None:
            return self._write(effect, link, live)
        return self._change(effect, link, link.faults, live)

    def _change(
        self, effect: Effect, link: Link, faults: LinkFaults, live: LiveSession | None
    ) -> Deliveries:
        """Send a message after the faults of its connection have changed it."""
        brought: list[Delivery] = []
        for item in faults.change(effect):
            brought += self._hold(item, link, faults, live)
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
        change, sent, outbox = None, effect, link.outbox
        if type(effect) is Altered:
            change, sent = effect.change, effect.of
        event = link.dialect.server_events.get(type(sent))
        if event is None or not outbox.is_open:
            return self._lost(sent, live, link, fault)
        encode = event.encode
        payload: JSON = None if encode is None else encode(sent)
        if change is not None:
            payload = change(payload)
        if fault:
            link.is_altered = True
        if encode is None and change is None:
            size = outbox.send(event.name)
        else:
            size = outbox.send(event.name, payload)
        name = EFFECT_NAMES[type(sent)]
        is_kept = encode is None or change is not None  # or else it is made again when it is read
        self._journal.record(
            (
                self._clock.now(),
                "out",
                name,
                payload if is_kept else None,
                link.id,
                "" if live is None else live.session.id,
                link.user_id,
                fault,
                "" if name == event.name else event.name,
                effect,
                None if is_kept else encode,
            ),
            size,
        )
        if not fault:  # a fault sends wrong things on purpose
            mold = effect.mold
            if mold is None or (id(event), id(mold)) not in self._good:
                self._check(event, mold, payload, link, live)
        if link.faults is not None or outbox.queued > self._max_queued:
            self._check_queued(link, live)
        return self._faults.sent(link, live, sent) if self._faults.plan.by_trigger else NOTHING

    def _check(
        self, event: ServerEvent, mold: object, payload: JSON, link: Link, live: LiveSession | None
    ) -> None:
        """Hold a message against the contract. If it is good, so are all of its mold."""
        if event.schema is None:
            return
        violation = self._contract.check_all(event.schema, payload, event.name)
        if violation is not None:
            self._notes.add("violation", f"sent {violation}", link, live)
        elif mold is not None:
            if len(self._good) >= MOST_GOOD:
                self._good.clear()
            # With the objects: while they are kept, no others have their ids.
            self._good[id(event), id(mold)] = (event, mold)

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
