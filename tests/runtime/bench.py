"""A world on a bench: a clock that tests move, and outboxes that keep what is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vfmock.contract import load_contract
from vfmock.core.effects import RestartOrder
from vfmock.core.events import ClientStart
from vfmock.core.faults.base import WriteShape
from vfmock.core.faults.transport_fault import (
    CantBreakError,
    CloseTransport,
    SendGarbage,
    TransportFault,
    WithholdPings,
)
from vfmock.core.journal import Journal
from vfmock.core.outcomes import NoEntry
from vfmock.core.scenario import Scenario
from vfmock.core.session_keys import SessionKeys
from vfmock.core.size import size_of
from vfmock.dialects import DIALECTS
from vfmock.runtime.clock import MockClock
from vfmock.runtime.control import Control
from vfmock.runtime.ids import secret_from
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession
from vfmock.runtime.script import Script
from vfmock.runtime.store import Store
from vfmock.runtime.world import World
from vfmock.types import JSON, Concurrency, KeyExpiry

NOW = 1_700_000_000.0
USER = {"userID": "u", "projectID": "p"}

Event = tuple[Any, ...]
"""The name, and the payload where there is one."""


@dataclass(slots=True)
class FakeOutbox:
    """Keeps what is sent to a client."""

    transport: str = "websocket"
    sent: list[Event] = field(default_factory=list)
    closed: int = 0
    is_open: bool = True
    pending: bool = False
    transport_faults: list[TransportFault] = field(default_factory=list)
    shape: WriteShape | None = None
    queued: int = 0
    dropped: int = 0

    def send(self, event: str, *payload: JSON) -> int:
        """Keep an event."""
        self.sent.append((event, *payload))
        return size_of(payload)

    def close(self) -> None:
        """Count how often the outbox was closed."""
        self.closed += 1

    def break_off(self, fault: TransportFault) -> None:
        """Keep how it broke; polling has no close codes."""
        if self.transport == "polling" and isinstance(fault, CloseTransport) and fault.code:
            raise CantBreakError("polling has no close codes")
        self.transport_faults.append(fault)
        self.is_open = isinstance(fault, WithholdPings | SendGarbage)

    def drop(self) -> None:
        """Count how often everything was dropped, and close."""
        self.dropped += 1
        self.queued = 0
        self.is_open = False

    def reshape(self, shape: WriteShape | None) -> None:
        """Keep the shape."""
        self.shape = shape


class Client:
    """A client that is connected to a world by hand."""

    def __init__(self, world: World, instance: int = 0, transport: str = "websocket") -> None:
        self.world = world
        self.outbox = FakeOutbox(transport=transport)
        self.link: Link = world.inbound.connect(self.outbox, DIALECTS["documented"], instance)

    @property
    def live(self) -> LiveSession:
        """The session that the client is in."""
        assert self.link.live is not None
        return self.link.live

    def emit(self, name: str, *arguments: JSON) -> list[Event]:
        """Emit an event; return what comes at once."""
        self.take()
        self.world.inbound.receive(self.link, name, list(arguments))
        return self.take()

    def take(self) -> list[Event]:
        """What came since the last call."""
        taken = list(self.outbox.sent)
        self.outbox.sent.clear()
        return taken

    def start(self, **metadata: JSON) -> bool:
        """Shake hands; return ``newSessionRequired``."""
        ((name, payload),) = self.emit("client.start", {**USER, **metadata})
        assert name == "client.started"
        return bool(payload["newSessionRequired"])

    def create(self) -> str:
        """Make a session; return its key."""
        name, payload = self.emit("session.create", {})[-1]
        assert name == "session.created"
        return str(payload["sessionKey"])

    def ready(self, **metadata: JSON) -> str:
        """Shake hands and make a session; return its key."""
        assert self.start(**metadata) is True
        return self.create()

    def act(self, action: JSON, **payload: JSON) -> list[Event]:
        """Send an action; return what comes at once."""
        return self.emit("action.send", {"action": action, **payload})

    def say(self, words: str) -> list[Event]:
        """Say something; return what comes at once."""
        return self.act({"type": "text", "payload": words})

    def leave(self) -> None:
        """Leave: close the connection."""
        self.world.inbound.disconnect(self.link, "transport close")


def authorize(start: ClientStart) -> NoEntry | None:
    """Let everybody in but a client with a wrong key."""
    is_wrong = start.authorization == "wrong"
    return NoEntry("unauthorized", "wrong key") if is_wrong else None


class Bench:
    """A world with all that it needs, but without a network."""

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        seed: int = 1,
        concurrency: Concurrency = "interleave",
        key_lifetime: float | None = None,
        key_expiry: KeyExpiry = "keep",
        restart_grace: float = 0.0,
        store: Store | None = None,
    ) -> None:
        self.clock = MockClock(NOW)
        self.journal = Journal()
        self.script = Script(scenario or Scenario(), seed=seed, concurrency=concurrency)
        self.keys = SessionKeys(secret_from(seed), key_lifetime)
        self.world = World(
            script=self.script,
            clock=self.clock,
            journal=self.journal,
            keys=self.keys,
            contract=load_contract(),
            authorize=authorize,
            key_expiry=key_expiry,
            restart_grace=restart_grace,
            store=store,
        )
        self.control = Control(self.world)
        self.control.arm_scenario()

    def client(self, *, instance: int = 0, transport: str = "websocket") -> Client:
        """A client that has just connected."""
        return Client(self.world, instance, transport)

    def restart(self, grace: float = 0.0, **order: Any) -> None:
        """Restart everything."""
        self.control.restart(RestartOrder(grace=grace, **order))

    @property
    def session(self) -> LiveSession:
        """The only live session."""
        (live,) = self.control.sessions
        return live

    def notes(self, name: str) -> list[str]:
        """The notes of one kind."""
        return [str(entry.payload) for entry in self.journal.notes(name)]


def ready(bench: Bench, user: str = "u", **given: Any) -> Client:
    """A client in a session."""
    client = bench.client(**given)
    client.ready(userID=user)
    return client


def messages(events: list[Event]) -> list[str]:
    """The texts of the traces among some events."""
    return [
        payload["trace"]["payload"]["message"]
        for name, payload in events
        if name == "action.trace" and payload["trace"]["type"] == "text"
    ]


def statuses(events: list[Event]) -> list[str]:
    """The statuses among some events."""
    return [payload["status"] for name, payload in events if name == "action.status"]
