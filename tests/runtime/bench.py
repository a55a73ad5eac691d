"""A driver on a bench: a clock that tests move, and outboxes that keep what is sent."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from vfmock.contract import load_contract
from vfmock.core.journal import Journal
from vfmock.core.scenario import Scenario
from vfmock.core.session_keys import SessionKeys
from vfmock.dialects import DIALECTS
from vfmock.runtime.driver import Driver
from vfmock.runtime.hub import Hub
from vfmock.runtime.ids import derive, id_maker, secret_from
from vfmock.runtime.link import Link
from vfmock.runtime.script import Script
from vfmock.runtime.store import MemoryStore
from vfmock.types import JSON, Concurrency

NOW = 1_700_000_000.0
USER = {"userID": "u", "projectID": "p"}

Event = tuple[str, Any]


@dataclass(slots=True, eq=False)
class FakeTimer:
    """A timer of the fake clock."""

    callback: Callable[[], None] | None

    def cancel(self) -> None:
        """Don't call back."""
        self.callback = None


class FakeClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: float = NOW) -> None:
        self._now = now
        self._count = itertools.count()
        self._timers: list[tuple[float, int, FakeTimer]] = []

    def now(self) -> float:
        """Unix seconds."""
        return self._now

    def call_at(self, when: float, callback: Callable[[], None]) -> FakeTimer:
        """Call back when ``advance`` gets to ``when``."""
        timer = FakeTimer(callback)
        heapq.heappush(self._timers, (when, next(self._count), timer))
        return timer

    def advance(self, seconds: float) -> None:
        """Move on, and call back whatever is due on the way, each at its own time."""
        end = self._now + seconds
        while self._timers and self._timers[0][0] <= end:
            when, _, timer = heapq.heappop(self._timers)
            self._now = max(self._now, when)
            if timer.callback is not None:
                timer.callback()
        self._now = end

    @property
    def waiting(self) -> int:
        """How many timers are set."""
        return sum(timer.callback is not None for _, _, timer in self._timers)


@dataclass(slots=True)
class FakeOutbox:
    """Keeps what is sent to a client."""

    sent: list[Event] = field(default_factory=list)
    closed: int = 0

    def send(self, event: str, payload: JSON) -> None:
        """Keep an event."""
        self.sent.append((event, payload))

    def close(self) -> None:
        """Count how often it was closed."""
        self.closed += 1


class Client:
    """A client that is connected to the driver by hand."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.outbox = FakeOutbox()
        self.link: Link = driver.connect(self.outbox, DIALECTS["documented"])

    def emit(self, name: str, *arguments: JSON) -> list[Event]:
        """Emit an event; return what comes at once."""
        self.take()
        self.driver.receive(self.link, name, list(arguments))
        return self.take()

    def take(self) -> list[Event]:
        """What came since it was last asked."""
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
        """Be gone."""
        self.driver.disconnect(self.link, "transport close")


class Bench:
    """A driver with all that it needs, and nothing of a network."""

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        seed: int = 1,
        concurrency: Concurrency = "interleave",
        key_lifetime: float | None = None,
    ) -> None:
        self.clock = FakeClock()
        self.journal = Journal()
        self.script = Script(scenario or Scenario(), seed=seed, concurrency=concurrency)
        self.keys = SessionKeys(secret_from(seed), key_lifetime)
        self.driver = Driver(
            clock=self.clock,
            contract=load_contract(),
            journal=self.journal,
            make_hub=lambda deliver: Hub(
                clock=self.clock,
                store=MemoryStore(),
                keys=self.keys,
                new_id=id_maker(derive(seed, "hub")),
                make_session=self.script.make_session,
                authorize=lambda given: "wrong key" if given == "wrong" else None,
                deliver=deliver,
            ),
        )
        self.hub = self.driver.hub

    def client(self) -> Client:
        """A client that has just connected."""
        return Client(self.driver)

    def notes(self, name: str) -> list[str]:
        """The notes of one kind."""
        return [str(entry.payload) for entry in self.journal.notes(name)]


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
