"""Faults at work: what is armed happens to connections, and the journal hears of it."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from vfmock.core.effects import ActionStatus, ActionTrace, Effect
from vfmock.core.events import ActionSend, ClientStart, Event
from vfmock.core.faults.admission import Admission, Attempt
from vfmock.core.faults.base import (
    AnswerFault,
    ConnectFault,
    ConnectionFault,
    Fault,
    HandshakeFault,
    HostFault,
    Late,
    OrderFault,
    Outage,
    TurnFault,
    WireFault,
)
from vfmock.core.faults.breakage import CantBreakError
from vfmock.core.faults.course import Course
from vfmock.core.faults.moments import CONNECT, RECEIVED, moments_of
from vfmock.core.faults.plan import Armed, FaultPlan, Who
from vfmock.core.faults.rule import FaultRule
from vfmock.runtime.link import Link

APPLIED = "fault"
MISSED = "fault_missed"
WITHHELD = "withheld"
"""Kinds of notes: a fault happened, one could not, a message was not sent because of one."""

IN_FLIGHT = ("action.send", "accepted", "action.trace")
"""The moments of an action that is not completed yet, as its client sees it."""


class Note(Protocol):
    """Writes a note into the journal."""

    def __call__(self, kind: str, text: str, link: Link | None, fault: str) -> None:
        """``fault`` is the name of the fault that it is about."""
        ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something that goes out: after ``seconds``, and because of a ``fault`` if there is one."""

    effect: Effect
    seconds: float = 0.0
    fault: str = ""


@dataclass(slots=True, eq=False)
class _Use:
    """A fault that changes the answers to one action or handshake of a connection."""

    fault: AnswerFault
    course: Course
    noted: bool = False

    def concerns(self, effect: Effect) -> bool:
        if isinstance(self.fault, HandshakeFault):
            return type(effect) is self.fault.answer
        if not isinstance(effect, ActionStatus | ActionTrace):
            return False
        return effect.message_id == self.course.message_id

    def is_over(self, effect: Effect) -> bool:
        """Whether nothing comes after this effect that it could change."""
        if isinstance(self.fault, HandshakeFault):
            return True
        return isinstance(effect, ActionStatus) and effect.status != "accepted"


@dataclass(slots=True, eq=False)
class _Wire:
    """A condition of the wire that holds for a connection."""

    fault: WireFault
    fault_id: str
    rng: random.Random

    def delay(self, now: float) -> float:
        return self.fault.delay(now, self.rng)


@dataclass(slots=True, eq=False)
class _State:
    """The faults of one connection."""

    link: Link
    uses: list[_Use] = field(default_factory=list)
    wires: list[_Wire] = field(default_factory=list)


class Faults:
    """The faults of one server.

    ``derive`` makes a generator of a fault's id and a user's. ``close_port`` closes the port of an
    instance (``None``: of all), and returns what opens it again. ``obey`` carries out an order.
    """

    def __init__(
        self,
        *,
        derive: Callable[[str, str], random.Random],
        note: Note,
        close_port: Callable[[Outage, int | None], Callable[[], None]],
        obey: Callable[[Effect, Link], None],
    ) -> None:
        self.plan = FaultPlan(derive)
        self._derive = derive
        self._note = note
        self._close_port = close_port
        self._obey = obey
        self._open_ports: dict[str, Callable[[], None]] = {}
        self._states: dict[str, _State] = {}
        self._injected = 0

    # From outside.

    def arm(self, rule: FaultRule) -> Armed:
        """Let a fault happen when its moment comes."""
        armed = self.plan.add(rule)
        if isinstance(rule.fault, HostFault):
            armed.applied += 1
            self._open_ports[armed.id] = self._outage(rule.fault, None)
        return armed

    def disarm(self, fault_id: str) -> bool:
        """Take a fault away, and lift the condition that it is; whether there was one."""
        armed = self.plan.remove(fault_id)
        if armed is None:
            return False
        self._lift(fault_id)
        return True

    def clear(self) -> None:
        """Take all faults away, those that were injected too."""
        for fault_id in tuple(self._open_ports):
            self._lift(fault_id)
        self.plan.clear()
        for state in self._states.values():
            state.wires.clear()
            _apply(state)
        self._states.clear()
        self._injected = 0

    def inject(self, fault: Fault, link: Link, message_id: str | None = None) -> None:
        """Let a fault happen to a connection now, or to what comes next on it."""
        self._injected += 1
        name = f"i{self._injected}"
        if isinstance(fault, HostFault):
            self._open_ports[name] = self._outage(fault, link.instance)
        elif isinstance(fault, TurnFault) and message_id is not None:
            self._begin(fault, link, message_id, self._derive(name, link.user_id))
        elif isinstance(fault, ConnectionFault | WireFault | OrderFault):
            self._happen(fault, link, "now", name)
        else:  # it has to wait for the next handshake or action
            user = link.user_id if isinstance(fault, AnswerFault) else ""
            self.plan.add(FaultRule(fault=fault, times=1, user=user or None))

    # From the transports and the driver.

    def admit(self, attempt: Attempt) -> list[Admission]:
        """What becomes of an attempt to connect, in order; nothing is the usual."""
        due = self.plan.due(
            [attempt.moment],
            Who(),
            lambda fault: isinstance(fault, ConnectFault) and fault.concerns(attempt),
        )
        admissions = []
        for armed in due:
            fault = armed.rule.fault
            assert isinstance(fault, ConnectFault)
            text = f"{fault.name} at the {attempt.moment} by {attempt.transport}"
            self._note(APPLIED, text, None, fault.name)
            admissions.append(fault.admit())
        return admissions

    def connected(self, link: Link) -> None:
        """A client is connected to the namespace."""
        self._set_off(link, (CONNECT,), Who())

    def disconnected(self, link: Link) -> None:
        """A client is gone: nothing of it is kept."""
        link.pipe.cancel()
        state = self._states.pop(link.id, None)
        for use in state.uses if state is not None else ():
            self._over(use, link)

    def receive(self, link: Link, event: Event) -> Event | str:
        """What the server shall see of an event, or the reason to reject the action."""
        if isinstance(event, ActionSend) and event.message_id is not None:
            link.actions = (*link.actions[-1:], event.message_id)
            link.action = event.action
        moment = RECEIVED.get(type(event))
        if moment is None or not self.plan:
            return event
        user = event.user_id if isinstance(event, ClientStart) else link.user_id
        who = Who(user, link.session.id if link.session is not None else "")
        due = self.plan.due((moment,), who, lambda fault: True)
        refusal: str | None = None
        for armed in due:
            fault = armed.rule.fault
            if isinstance(fault, AnswerFault):
                message_id = event.message_id if isinstance(event, ActionSend) else None
                event = fault.incoming(event)
                refusal = self._refuse(fault, link) or refusal
                if refusal is None:
                    self._begin(fault, link, message_id, armed.rng(user))
            else:
                self._happen(fault, link, moment, armed.id)
        return event if refusal is None else refusal

    def spare(self, link: Link) -> bool:
        """Whether nothing happens to what goes out to a connection: the usual, and fast."""
        return link.id not in self._states and link.pipe.is_free

    def outgoing(self, link: Link, effect: Effect) -> list[Outgoing]:
        """What goes out in place of an effect."""
        items = [Outgoing(effect)]
        state = self._states.get(link.id)
        if state is None or not state.uses:
            return items
        for use in tuple(state.uses):
            if use.concerns(effect):
                items = [new for item in items for new in self._change(use, item, link)]
                if use.is_over(effect):
                    state.uses.remove(use)
                    self._over(use, link)
        return items

    def sent(self, link: Link, effect: Effect) -> None:
        """An effect went out; perhaps the connection breaks at it."""
        if self.plan:
            who = Who(link.user_id, link.session.id if link.session is not None else "")
            self._set_off(link, moments_of(effect), who)
        if type(effect) is ActionStatus and effect.status != "accepted":
            link.action = None

    # Inside.

    def _set_off(self, link: Link, moments: Iterable[str], who: Who) -> None:
        for armed in self.plan.due(
            moments, who, lambda fault: not isinstance(fault, AnswerFault | ConnectFault)
        ):
            self._happen(armed.rule.fault, link, armed.rule.moment, armed.id)

    def _happen(self, fault: Fault, link: Link, moment: str, fault_id: str) -> None:
        """Break the connection, or change how it carries bytes from now on."""
        if isinstance(fault, ConnectionFault):
            link.pipe.put(partial(self._break, fault, link, moment))
        elif isinstance(fault, OrderFault):
            self._note(APPLIED, f"{fault.name} at {moment}", link, fault.name)
            order = fault.order()
            if order.replay and moment in IN_FLIGHT and link.action is not None:
                # A reply without a pause is made at once: its turn is over before it is sent.
                order = dataclasses.replace(order, action=link.action.raw)
            self._obey(order, link)
        elif isinstance(fault, WireFault):
            state = self._state(link)
            if any(wire.fault_id == fault_id for wire in state.wires):
                return  # it holds already, since an earlier moment of the connection
            state.wires.append(_Wire(fault, fault_id, self._derive(fault_id, link.id)))
            _apply(state)
            self._note(APPLIED, f"{fault.name} from {moment} on", link, fault.name)

    def _break(self, fault: ConnectionFault, link: Link, moment: str) -> None:
        if not link.outbox.is_open:
            self._note(MISSED, f"{fault.name}: the connection is closed", link, fault.name)
            return
        try:
            transport = link.outbox.transport
            link.outbox.break_off(fault.breakage())
        except CantBreakError as error:
            self._note(MISSED, f"{fault.name}: {error}", link, fault.name)
        else:
            self._note(APPLIED, f"{fault.name} at {moment}, by {transport}", link, fault.name)

    def _refuse(self, fault: AnswerFault, link: Link) -> str | None:
        reason = fault.refusal if isinstance(fault, TurnFault) else None
        if reason is not None:
            self._note(APPLIED, f"{fault.name}: {reason}", link, fault.name)
        return reason

    def _begin(
        self, fault: AnswerFault, link: Link, message_id: str | None, rng: random.Random
    ) -> None:
        others = [action for action in link.actions if action != message_id]
        course = Course(message_id, rng, partial(_make_id, rng), others[-1] if others else None)
        self._state(link).uses.append(_Use(fault, course))

    def _change(self, use: _Use, item: Outgoing, link: Link) -> list[Outgoing]:
        """Let a fault change one thing that goes out."""
        if not use.concerns(item.effect):
            return [item]
        made = list(use.fault.change(item.effect, use.course))
        name = use.fault.name
        if use.course.applied and not use.noted:
            use.noted = True
            self._note(APPLIED, _text(use), link, name)
        if not made and item.effect not in use.course.held:
            told = " ".join(moments_of(item.effect))
            self._note(WITHHELD, f"{name}: {told} was not sent", link, name)
        first = True
        changed: list[Outgoing] = []
        for new in made:
            if new is item.effect and first:
                first = False
                changed.append(item)
            elif isinstance(new, Late):
                changed.append(Outgoing(new.of, item.seconds + new.seconds, name))
            else:
                changed.append(Outgoing(new, item.seconds, name))
        return changed

    def _over(self, use: _Use, link: Link) -> None:
        problem = use.fault.missed(use.course)
        if problem is not None and not use.noted:
            self._note(MISSED, f"{use.fault.name}: {problem}", link, use.fault.name)

    def _outage(self, fault: HostFault, instance: int | None) -> Callable[[], None]:
        outage = fault.outage()
        lasts = "until it is taken away" if outage.seconds is None else f"for {outage.seconds:g} s"
        self._note(APPLIED, f"{fault.name} {lasts}", None, fault.name)
        return self._close_port(outage, instance)

    def _lift(self, fault_id: str) -> None:
        """Undo a condition."""
        open_port = self._open_ports.pop(fault_id, None)
        if open_port is not None:
            open_port()
        for state in self._states.values():
            if any(wire.fault_id == fault_id for wire in state.wires):
                state.wires = [wire for wire in state.wires if wire.fault_id != fault_id]
                _apply(state)

    def _state(self, link: Link) -> _State:
        return self._states.setdefault(link.id, _State(link))


def _apply(state: _State) -> None:
    """Let the link carry bytes as its conditions say; of several shapes the latest holds."""
    shapes = [wire.fault.shape for wire in state.wires if wire.fault.shape is not None]
    state.link.pipe.delays = [wire.delay for wire in state.wires]
    state.link.outbox.reshape(shapes[-1] if shapes else None)


def _text(use: _Use) -> str:
    message_id = use.course.message_id
    return f"{use.fault.name} in action {message_id}" if message_id else use.fault.name


def _make_id(rng: random.Random) -> str:
    return f"{rng.getrandbits(96):024x}"
