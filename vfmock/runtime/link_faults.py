"""What faults do to one connection: they change its answers, and the way it carries bytes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from vfmock.core.effects import ActionStatus, ActionTrace, Effect, EndSession
from vfmock.core.faults.base import (
    Altered,
    AnswerFault,
    HandshakeFault,
    Late,
    TurnFault,
    WireFault,
)
from vfmock.core.faults.plan import Armed
from vfmock.core.faults.triggers import triggers_of
from vfmock.core.faults.use import FaultUse
from vfmock.runtime.clock import Clock
from vfmock.runtime.delivery import Deliveries
from vfmock.runtime.link import Link
from vfmock.runtime.notes import Notes
from vfmock.runtime.pipe import Pipe
from vfmock.types import JSON

APPLIED = "fault"
MISSED = "fault_missed"
WITHHELD = "withheld"
"""Kinds of notes: a fault happened, a fault could not happen, a fault stopped a message."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something that goes out after ``seconds``. ``fault`` is its cause, if there is one."""

    effect: Effect
    seconds: float = 0.0
    fault: str = ""


@dataclass(slots=True, eq=False)
class AnswerChange:
    """A fault that changes the answers to one action or handshake of a connection."""

    armed: Armed
    fault: AnswerFault
    use: FaultUse
    noted: bool = False

    def concerns(self, effect: Effect) -> bool:
        """Whether the fault may change this effect."""
        if isinstance(self.fault, HandshakeFault):
            return type(effect) is self.fault.answer
        if not isinstance(effect, ActionStatus | ActionTrace):
            return False
        return effect.message_id == self.use.message_id

    def is_over(self, effect: Effect) -> bool:
        """Whether the fault can change nothing after this effect."""
        if isinstance(self.fault, HandshakeFault):
            return True
        return isinstance(effect, ActionStatus) and effect.status != "accepted"


@dataclass(slots=True, eq=False)
class WireCondition:
    """A condition of the wire that holds for a connection."""

    fault_id: str
    fault: WireFault
    rng: random.Random

    def delay(self, now: float) -> float:
        """The seconds that a message takes now."""
        return self.fault.delay(now, self.rng)


class LinkFaults:
    """The faults of one connection, and the pipe in which they hold its messages back."""

    def __init__(
        self, link: Link, *, notes: Notes, clock: Clock, carry: Callable[[Deliveries], None]
    ) -> None:
        self.pipe = Pipe(clock, carry)
        self._link = link
        self._notes = notes
        self._changes: list[AnswerChange] = []
        self._conditions: list[WireCondition] = []

    @property
    def is_idle(self) -> bool:
        """Whether no fault is at work on the connection, and no message is held back."""
        return not self._changes and self.pipe.is_empty  # each condition is a delay of the pipe

    # Changed answers.

    def refuse(self, armed: Armed) -> str | None:
        """The reason why a fault rejects the action, if one does."""
        fault = armed.fault
        reason = fault.refusal if isinstance(fault, TurnFault) else None
        if reason is not None:
            armed.count()
            self._note(APPLIED, f"{fault.name}: {reason}", fault.name)
        return reason

    def begin(self, armed: Armed, message_id: str | None, rng: random.Random) -> None:
        """Let a fault change the answers to an action, or to a handshake (``None``)."""
        fault = armed.fault
        assert isinstance(fault, AnswerFault)
        others = [action for action in self._link.latest if action != message_id]
        earlier = others[-1] if others else None
        use = FaultUse(message_id, rng, partial(_make_id, rng), earlier)
        self._changes.append(AnswerChange(armed, fault, use))

    def change(self, effect: Effect) -> list[Outgoing]:
        """What goes out instead of an effect."""
        items = [Outgoing(effect)]
        for change in tuple(self._changes):
            if change.concerns(effect):
                items = [new for item in items for new in self._changed(change, item)]
                if change.is_over(effect):
                    self._changes.remove(change)
                    self._over(change)
        return items

    def _changed(self, change: AnswerChange, item: Outgoing) -> list[Outgoing]:
        """Let a fault change one thing that goes out."""
        if not change.concerns(item.effect):
            return [item]
        made = list(change.fault.change(item.effect, change.use))
        name = change.fault.name
        if change.use.applied and not change.noted:
            change.noted = True
            if self._is_heard(change.fault, item.effect, made):
                change.armed.count()
                self._note(APPLIED, _in_words(change), name)
            else:
                self._miss(
                    change, f"the client can't see it in the dialect {self._link.dialect.name!r}"
                )
        if not made and item.effect not in change.use.held:
            told = " ".join(triggers_of(item.effect))
            text = f"{name}: {told} was not sent"
            self._notes.add(WITHHELD, text, self._link, fault=name, item=item.effect)
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

    def _over(self, change: AnswerChange) -> None:
        problem = change.fault.missed(change.use)
        if problem is not None and not change.noted:
            self._miss(change, problem)

    def _miss(self, change: AnswerChange, problem: str) -> None:
        change.armed.miss(problem)
        self._note(MISSED, f"{change.fault.name}: {problem}", change.fault.name)

    def _is_heard(self, fault: AnswerFault, effect: Effect, made: Sequence[Effect]) -> bool:
        """Whether a change of a turn makes a difference: in the words of the client, or by an
        order. A handshake may be wrong because its event was changed."""
        if isinstance(fault, HandshakeFault) or any(isinstance(one, EndSession) for one in made):
            return True
        told = [self._words(one) for one in made if self._words(one) is not None]
        return told != [self._words(effect)]

    def _words(self, effect: Effect) -> JSON:
        """What a client gets for an effect; ``None`` if its dialect has no word for it."""
        if isinstance(effect, Late):
            return (effect.seconds, self._words(effect.of))
        if isinstance(effect, Altered):
            name, payload = self._words(effect.of)
            return (name, effect.change(payload))
        event = self._link.dialect.server_events.get(type(effect))
        if event is None:
            return None
        return (event.name, None if event.encode is None else event.encode(effect))

    # Conditions of the wire.

    def hold(self, armed: Armed, rng: random.Random, trigger: str) -> None:
        """Begin a condition, unless it holds already."""
        fault = armed.fault
        assert isinstance(fault, WireFault)
        if any(one.fault_id == armed.id for one in self._conditions):
            return
        self._conditions.append(WireCondition(armed.id, fault, rng))
        self._apply()
        armed.count()
        self._note(APPLIED, f"{fault.name} from {trigger} on", fault.name)

    def lift(self, fault_id: str) -> None:
        """End a condition, if it holds."""
        if any(one.fault_id == fault_id for one in self._conditions):
            self._conditions = [one for one in self._conditions if one.fault_id != fault_id]
            self._apply()

    def clear(self) -> None:
        """Change no more answers, and end every condition. Messages under way still come."""
        self._changes.clear()
        self._conditions.clear()
        self._apply()

    def disconnect(self) -> None:
        """The client is gone: send nothing any more."""
        self.pipe.cancel()
        for change in self._changes:
            self._over(change)

    def _apply(self) -> None:
        """Carry bytes as the conditions say. If there are several shapes, the latest one holds."""
        shapes = [one.fault.shape for one in self._conditions if one.fault.shape is not None]
        self.pipe.delays = [one.delay for one in self._conditions]
        self._link.outbox.reshape(shapes[-1] if shapes else None)

    def _note(self, kind: str, text: str, fault: str) -> None:
        self._notes.add(kind, text, self._link, fault=fault)


def _in_words(change: AnswerChange) -> str:
    message_id = change.use.message_id
    return f"{change.fault.name} in action {message_id}" if message_id else change.fault.name


def _make_id(rng: random.Random) -> str:
    return f"{rng.getrandbits(96):024x}"
