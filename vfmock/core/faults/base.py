"""The base classes of all faults, one for each origin of a failure, and the registry of faults."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Generic, TypeAlias, TypeVar, cast

from vfmock.core.effects import (
    ActionStatus,
    ActionTrace,
    ClientStarted,
    Effect,
    RestartOrder,
    SessionCreated,
)
from vfmock.core.events import Event
from vfmock.core.faults.connect_outcome import Attempt, ConnectOutcome
from vfmock.core.faults.response_part import ResponsePart
from vfmock.core.faults.transport_fault import TransportFault
from vfmock.core.faults.triggers import CONNECT, HANDSHAKE, ON_A_CONNECTION, RESPONSE, WEBHOOK
from vfmock.core.faults.use import FaultUse
from vfmock.core.names import ACTION_SEND
from vfmock.core.registry import Registry, import_packages
from vfmock.core.spec import Part
from vfmock.errors import ScenarioError
from vfmock.types import JSON, WEBHOOK_TYPES, JSONObject

GROUPS = ("connecting", "connection", "handshake", "turn", "wire", "http", "webhook")
"""The packages with the faults. A fault is named after its file, and has the file's group."""

FAULTS: Registry[type[Fault]] = Registry(
    "fault", load=partial(import_packages, "vfmock.core.faults", GROUPS)
)

F = TypeVar("F", bound="type[Fault]")


class Fault(Part, ABC):
    """One failure that a client can meet. A subclass is a frozen dataclass in a file of its own.

    ``triggers`` are the triggers that the fault can be armed on. By default it is armed on the
    first one and on those in ``also``. A ``lasting`` fault is a condition, and holds until it is
    removed. Other faults happen once.
    """

    name: ClassVar[str]
    triggers: ClassVar[tuple[str, ...]]
    also: ClassVar[tuple[str, ...]] = ()
    lasting: ClassVar[bool] = False

    def __str__(self) -> str:
        return self.name


def fault(name: str) -> Callable[[F], F]:
    """Register a fault under the name that scenarios, Python and the admin API use for it."""

    def add(cls: F) -> F:
        cls.name = name
        return FAULTS.register(name)(cls)

    return add


class ConnectFault(Fault):
    """Something that happens to an attempt to connect, before the user is known."""

    triggers: ClassVar[tuple[str, ...]] = (HANDSHAKE,)

    def concerns(self, attempt: Attempt) -> bool:
        """Whether the fault applies to this attempt."""
        return True

    @abstractmethod
    def outcome(self) -> ConnectOutcome:
        """What the transport must do."""


class HttpFault(Fault):
    """Something is wrong with the bytes of an answer over HTTP."""

    triggers = (RESPONSE,)

    def delay(self) -> float:
        """The seconds until the first byte."""
        return 0.0

    def content_type(self) -> str | None:
        """What the header says that the body is; ``None``: the truth."""
        return None

    def change(self, part: ResponsePart) -> ResponsePart:
        """What goes out instead of a part of the body."""
        return part


class WebhookFault(Fault):
    """Something that happens to a lifecycle webhook on its way.

    ``holds``: it waits until the next webhook was delivered.
    """

    triggers = (WEBHOOK, *WEBHOOK_TYPES)
    holds: ClassVar[bool] = False

    def copies(self) -> Sequence[float]:
        """The seconds after which the webhook is delivered, once for each number."""
        return (0.0,)


@dataclass(frozen=True, slots=True)
class Outage:
    """The port is closed for ``seconds``, or until the fault is removed."""

    seconds: float | None


class HostFault(Fault):
    """Something that happens to the port. It begins at once."""

    triggers = ("now",)
    lasting = True

    @abstractmethod
    def outage(self) -> Outage:
        """What happens to the port."""


class ConnectionFault(Fault):
    """A connection breaks: before an incoming event is handled, or after an effect is sent."""

    triggers = ON_A_CONNECTION

    @abstractmethod
    def transport_fault(self) -> TransportFault:
        """How the connection breaks."""


class OrderFault(Fault):
    """The server itself does something to a connection, in order."""

    triggers = ON_A_CONNECTION

    @abstractmethod
    def order(self) -> RestartOrder:
        """What the server does."""


@dataclass(frozen=True, slots=True)
class Altered(Effect):
    """An effect that goes out with another payload than the dialect's."""

    of: Effect
    change: Callable[[JSONObject], JSON]


@dataclass(frozen=True, slots=True)
class Late(Effect):
    """An effect that comes this many seconds later. Others do not wait for it."""

    of: Effect
    seconds: float


Changes: TypeAlias = Iterable[Effect]


class AnswerFault(Fault):
    """Something is wrong with what the server answers."""

    def incoming(self, event: Event) -> Event:
        """The event that the server sees."""
        return event

    @abstractmethod
    def change(self, effect: Effect, use: FaultUse) -> Changes:
        """What goes out instead of an effect."""

    def missed(self, use: FaultUse) -> str | None:
        """Why the fault changed nothing, at the end; ``None`` if it changed something."""
        return None if use.applied else "there was nothing to change"


A = TypeVar("A", ClientStarted, SessionCreated)


class HandshakeFault(AnswerFault, Generic[A]):
    """The answer to ``client.start`` or ``session.create`` is wrong. ``answer`` is its type."""

    answer: ClassVar[type[Effect]]

    def change(self, effect: Effect, use: FaultUse) -> Changes:
        if type(effect) is not self.answer:
            return (effect,)
        use.applied = True
        return self.changed(cast(A, effect), use)

    def changed(self, effect: A, use: FaultUse) -> Changes:
        """What goes out instead of the answer."""
        return (effect,)


class TurnFault(AnswerFault):
    """The answer to one action is wrong. The fault sees only this action's statuses and traces."""

    triggers = (ACTION_SEND,)

    @property
    def refusal(self) -> str | None:
        """The reason to reject the action before a session sees it, or ``None``."""
        return None

    def change(self, effect: Effect, use: FaultUse) -> Changes:
        if use.mute:
            use.applied = True
            return ()
        if isinstance(effect, ActionTrace):
            use.traces += 1
            return self.on_trace(effect, use)
        if isinstance(effect, ActionStatus) and effect.status == "accepted":
            return self.on_accepted(effect, use)
        if isinstance(effect, ActionStatus):
            return self.on_over(effect, use)
        return (effect,)

    def on_accepted(self, effect: ActionStatus, use: FaultUse) -> Changes:
        """What goes out instead of ``accepted``."""
        return (effect,)

    def on_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        """What goes out instead of a trace."""
        return (effect,)

    def on_over(self, effect: ActionStatus, use: FaultUse) -> Changes:
        """What goes out instead of ``completed`` or ``rejected``."""
        return (effect,)


def state_of(effect: ActionTrace, trace_type: str) -> str | None:
    """``start``, ``content`` or ``end``, for a trace of this type that comes in chunks.

    ``None`` for any other trace: a whole trace, or a trace that another fault has changed.
    """
    payload = effect.trace.get("payload") if effect.trace["type"] == trace_type else None
    state = payload.get("state") if isinstance(payload, dict) else None
    return state if isinstance(state, str) else None


@dataclass(frozen=True, kw_only=True)
class TraceFault(TurnFault):
    """Something is wrong at one trace of the turn: ``trace`` says which, counted from 1."""

    trace: int = field(default=1, metadata={"schema": {"minimum": 1}})

    def __post_init__(self) -> None:
        if self.trace < 1:
            raise ScenarioError(f"traces count from 1, there is no trace {self.trace}")

    def on_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        if use.traces != self.trace:
            return (effect,)
        use.applied = True
        return self.at_trace(effect, use)

    @abstractmethod
    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        """What goes out instead of this trace."""

    def missed(self, use: FaultUse) -> str | None:
        if use.applied:
            return None
        return f"the turn had {use.traces} traces, and no trace {self.trace}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteShape:
    """How frames are written to a connection.

    ``pieces`` is the number of bytes in a piece; ``None``: the whole. ``every`` is the seconds
    between two pieces. ``frames``: a websocket message is split into several frames, not only into
    TCP packets. ``together``: everything that goes out at the same time is one write.
    """

    pieces: int | None = None
    every: float = 0.0
    frames: bool = False
    together: bool = False


class WireFault(Fault):
    """From now on, bytes travel in another way."""

    triggers = (CONNECT, *ON_A_CONNECTION)
    lasting = True

    def delay(self, now: float, rng: random.Random) -> float:
        """The seconds that a message takes. Messages never overtake each other."""
        return 0.0

    @property
    def shape(self) -> WriteShape | None:
        """How written data is cut; ``None``: it is not cut."""
        return None
