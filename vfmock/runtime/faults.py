"""Faults at work: an armed fault happens at its trigger, and the journal gets a note of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

from vfmock.core.effects import Effect, InjectFault
from vfmock.core.events import ActionSend, ClientStart, Event, SessionJoin
from vfmock.core.faults.base import (
    AnswerFault,
    ConnectFault,
    ConnectionFault,
    Fault,
    HostFault,
    HttpFault,
    OrderFault,
    TurnFault,
    WebhookFault,
    WireFault,
)
from vfmock.core.faults.connect_outcome import Attempt, ConnectOutcome
from vfmock.core.faults.plan import Armed, FaultPlan, Who
from vfmock.core.faults.rule import FaultRule
from vfmock.core.faults.transport_fault import CantBreakError
from vfmock.core.faults.triggers import CONNECT, RESPONSE, WEBHOOK, triggers_of
from vfmock.core.names import EVENT_NAMES
from vfmock.core.webhooks import Webhook
from vfmock.runtime.clock import Clock
from vfmock.runtime.delivery import NOTHING, Deliveries, Delivery
from vfmock.runtime.link import Link
from vfmock.runtime.link_faults import APPLIED, MISSED, LinkFaults
from vfmock.runtime.live_session import LiveSession
from vfmock.runtime.notes import Notes
from vfmock.runtime.ports import Ports
from vfmock.runtime.response_faults import ResponseFaults


class Received(NamedTuple):
    """What the server sees of an event after the faults.

    ``refusal`` is the reason to reject the action instead, if any. ``orders`` are done first.
    """

    event: Event
    refusal: str | None
    orders: Deliveries


class Faults:
    """The faults of one world. They return their orders to the server, and don't carry them out.

    ``derive`` makes a generator from a fault's id and a user's id. ``links`` are all connections,
    by id. ``carry`` gets the results of a message that a fault has held back.
    """

    def __init__(
        self,
        *,
        derive: Callable[[str, str], random.Random],
        links: Mapping[str, Link],
        notes: Notes,
        ports: Ports,
        clock: Clock,
        carry: Callable[[Deliveries], None],
    ) -> None:
        self.plan = FaultPlan(derive)
        self._derive = derive
        self._links = links
        self._notes = notes
        self._ports = ports
        self._clock = clock
        self._carry = carry
        self._open_ports: dict[str, list[Callable[[], None]]] = {}
        self._injected = 0

    # From outside.

    def arm(self, rule: FaultRule) -> Armed:
        """Let a fault happen when its trigger comes."""
        armed = self.plan.add(rule)
        if isinstance(rule.fault, HostFault):
            self._close_ports(rule.fault, None, armed)
        return armed

    def disarm(self, fault_id: str) -> bool:
        """Remove a fault, and end the condition that it set. Return whether the fault was armed."""
        if self.plan.remove(fault_id) is None:
            return False
        self._reopen_ports(fault_id)
        for link, faults in self._at_work():
            faults.lift(fault_id)
            link.faults = None if faults.is_idle else faults
        return True

    def clear(self) -> None:
        """Remove all faults, also the injected ones."""
        for fault_id in tuple(self._open_ports):
            self._reopen_ports(fault_id)
        self.plan.clear()
        for link, faults in self._at_work():
            faults.clear()
            link.faults = None if faults.is_idle else faults
        self._injected = 0

    def injection(self, fault: Fault) -> Armed:
        """A fault that happens without a trigger, to the connections that it is injected into."""
        self._injected += 1
        name = f"i{self._injected}"
        rule = FaultRule(fault=fault)
        return Armed(name, rule, lambda user: self._derive(name, user), injected=True)

    def inject(self, injection: Armed, link: Link, message_id: str | None = None) -> Deliveries:
        """Let a fault happen to a connection now, or to what comes next on it."""
        fault = injection.fault
        if isinstance(fault, HostFault):
            self._close_ports(fault, link.instance, injection)
        elif isinstance(fault, TurnFault) and message_id is not None:
            self._of(link).begin(injection, message_id, injection.rng(link.user_id))
        elif isinstance(fault, ConnectionFault | WireFault | OrderFault):
            return self._happen(injection, link, link.live, "now")
        elif isinstance(fault, TurnFault):  # it waits for the next action of the connection
            self.plan.add(FaultRule(fault=fault, times=1), link.id, injection)
        else:  # it waits for the next handshake on another connection, call or webhook
            of_user = AnswerFault | WebhookFault | HttpFault
            user = link.user_id if isinstance(fault, of_user) else ""
            rule = FaultRule(fault=fault, times=1, user=user or None)
            self.plan.add(rule, part_of=injection)
        return NOTHING

    def inject_as_ordered(self, delivery: Delivery) -> Deliveries:
        """Carry out an ``InjectFault`` of a reply."""
        order, link = delivery.effect, delivery.link
        assert isinstance(order, InjectFault)
        if link is None:
            return NOTHING
        return self.inject(self.injection(order.fault), link, order.message_id)

    # What passes.

    def outcomes(self, attempt: Attempt) -> list[ConnectOutcome]:
        """What happens to an attempt to connect, in order. Usually nothing does."""
        due = self.plan.due(
            [attempt.trigger],
            Who(),
            lambda fault: isinstance(fault, ConnectFault) and fault.concerns(attempt),
        )
        found = []
        for armed in due:
            fault = armed.fault
            assert isinstance(fault, ConnectFault)
            armed.count()
            text = f"{fault.name} at the {attempt.trigger} by {attempt.transport}"
            self._notes.add(APPLIED, text, fault=fault.name)
            found.append(fault.outcome())
        return found

    def of_webhook(self, webhook: Webhook, *, is_next: bool) -> WebhookFault | None:
        """What happens to a webhook. If several faults are due, the first one happens. ``is_next``:
        another webhook waits for this one, so this one is not held."""
        if not self.plan.by_trigger:
            return None
        who = Who(webhook.user, webhook.session)
        triggers = (WEBHOOK, webhook.type)
        due = self.plan.due(
            triggers,
            who,
            lambda fault: isinstance(fault, WebhookFault) and not (is_next and fault.holds),
        )
        if not due:
            return None
        armed, fault = due[0], due[0].fault
        assert isinstance(fault, WebhookFault)
        armed.count()
        self._notes.add(APPLIED, f"{fault.name} at {webhook.type}", fault=fault.name)
        return fault

    def of_response(self, link: Link) -> ResponseFaults | None:
        """What happens to the answer to a call over HTTP. Usually nothing does."""
        if RESPONSE not in self.plan.by_trigger:
            return None
        who = _who(link.user_id, link)
        due = self.plan.due((RESPONSE,), who, lambda fault: isinstance(fault, HttpFault))
        return ResponseFaults(due, link, self._notes) if due else None

    def connected(self, link: Link) -> Deliveries:
        """A client is connected to the namespace."""
        return self._set_off(link, None, (CONNECT,), Who(connection=link.id))

    def disconnected(self, link: Link) -> None:
        """A client is gone: forget everything about it."""
        self.plan.forget(link.id)
        if link.faults is not None:
            link.faults.disconnect()
            link.faults = None

    def received(self, link: Link, event: Event) -> Received:
        """A client sent an event. A fault may replace the event or drop it."""
        trigger = EVENT_NAMES.get(type(event))
        if trigger is None:
            return Received(event, None, NOTHING)
        start = event.start if isinstance(event, SessionJoin) else event
        user = start.user_id if isinstance(start, ClientStart) else link.user_id
        refusal: str | None = None
        orders: list[Delivery] = []
        for armed in self.plan.due((trigger,), _who(user, link), lambda fault: True):
            fault = armed.fault
            if isinstance(fault, AnswerFault):
                message_id = event.message_id if isinstance(event, ActionSend) else None
                event = fault.incoming(event)
                refusal = self._of(link).refuse(armed) or refusal
                if refusal is None:
                    self._of(link).begin(armed, message_id, armed.rng(user))
            else:
                orders += self._happen(armed, link, link.live, trigger)
        return Received(event, refusal, orders)

    def sent(self, link: Link, live: LiveSession | None, effect: Effect) -> Deliveries:
        """An effect went out. A fault may break the connection after it."""
        return self._set_off(link, live, triggers_of(effect), _who(link.user_id, link, live))

    # Inside.

    def _set_off(
        self, link: Link, live: LiveSession | None, triggers: Iterable[str], who: Who
    ) -> Deliveries:
        orders: list[Delivery] = []
        for armed in self.plan.due(
            triggers, who, lambda fault: not isinstance(fault, AnswerFault | ConnectFault)
        ):
            orders += self._happen(armed, link, live, armed.rule.trigger)
        return orders

    def _happen(
        self, armed: Armed, link: Link, live: LiveSession | None, trigger: str
    ) -> Deliveries:
        """Break the connection, change how it carries bytes from now on, or return an order."""
        fault = armed.fault
        if isinstance(fault, OrderFault):
            armed.count()
            self._notes.add(APPLIED, f"{fault.name} at {trigger}", link, fault=fault.name)
            return (Delivery(fault.order(), link, live),)
        if isinstance(fault, ConnectionFault):
            breaking = partial(self._break, armed, fault, link, trigger)
            return breaking() if link.faults is None else link.faults.pipe.put(breaking)
        if isinstance(fault, WireFault):
            self._of(link).hold(armed, self._derive(armed.id, link.id), trigger)
        return NOTHING

    def _break(self, armed: Armed, fault: ConnectionFault, link: Link, trigger: str) -> Deliveries:
        transport = link.outbox.transport
        try:
            if not link.outbox.is_open:
                raise CantBreakError("the connection is closed")
            link.outbox.break_off(fault.transport_fault())
        except CantBreakError as error:
            armed.miss(str(error))
            self._notes.add(MISSED, f"{fault.name}: {error}", link, fault=fault.name)
        else:
            armed.count()
            text = f"{fault.name} at {trigger}, by {transport}"
            self._notes.add(APPLIED, text, link, fault=fault.name)
        return NOTHING

    def _close_ports(self, fault: HostFault, instance: int | None, armed: Armed) -> None:
        armed.count()
        outage = fault.outage()
        lasts = "until it is taken away" if outage.seconds is None else f"for {outage.seconds:g} s"
        self._notes.add(APPLIED, f"{fault.name} {lasts}", fault=fault.name)
        self._open_ports.setdefault(armed.id, []).append(self._ports.close(outage, instance))

    def _reopen_ports(self, fault_id: str) -> None:
        for reopen in self._open_ports.pop(fault_id, ()):
            reopen()

    def _of(self, link: Link) -> LinkFaults:
        """The faults of a connection; they are made at its first fault."""
        if link.faults is None:
            link.faults = LinkFaults(link, notes=self._notes, clock=self._clock, carry=self._carry)
        return link.faults

    def _at_work(self) -> list[tuple[Link, LinkFaults]]:
        links = self._links.values()
        return [(link, link.faults) for link in links if link.faults is not None]


def _who(user: str, link: Link, live: LiveSession | None = None) -> Who:
    live = link.live if live is None else live
    return Who(user, "" if live is None else live.session.id, link.id)
