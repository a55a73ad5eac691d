"""Which dialect a connection speaks, and what is sent when a dialect has no event for it."""

from __future__ import annotations

import pytest

from tests.runtime.bench import Bench, FakeOutbox
from vfmock.contract import load_contract
from vfmock.core.effects import ActionStatus, ClientStarted, GeneralError, RestartOrder
from vfmock.core.events import ActionSend, ClientStart, SessionCreate
from vfmock.core.faults import FAULTS, FaultRule
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.traces.text import text
from vfmock.dialects import DIALECTS, ClientEvent, Dialect, ServerEvent
from vfmock.errors import UnknownName
from vfmock.runtime.world import with_dialects
from vfmock.types import JSONObject

ANY: JSONObject = {"type": "object"}


def toy(name: str, hello: str, *, schemas: bool = True) -> Dialect:
    """A small dialect; its handshake goes by the event ``hello``."""
    return Dialect(
        name=name,
        client_events={
            hello: ClientEvent(
                ClientStart, lambda payload: ClientStart(user_id=payload["who"], project_id="p")
            ),
            f"{name}.fresh": ClientEvent(SessionCreate, lambda _: SessionCreate(), payload=False),
        },
        server_events={
            ClientStarted: ServerEvent(f"{name}.welcome"),
            GeneralError: ServerEvent(f"{name}.oops", lambda effect: {"why": effect.error}),
        },
        schemas={f"client-events/{hello}": ANY, f"server-events/{name}.oops": ANY}
        if schemas
        else None,
    )


@pytest.fixture
def dialects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two more dialects, ``a`` and ``b``, which have one event of the same name."""
    monkeypatch.setattr(DIALECTS, "_entries", dict(DIALECTS._entries))
    for name in ("a", "b"):
        DIALECTS.register(name)(toy(name, "hello"))


@pytest.fixture
def bench(dialects: None) -> Bench:
    return Bench(Scenario(rules=(Rule(on=TextMatcher("hi"), reply=(text("hello"),)),)))


def test_the_first_event_that_only_one_dialect_has_decides_the_dialect(bench: Bench) -> None:
    client = bench.client()
    assert client.link.dialect.name == "documented"
    client.emit("a.fresh")
    assert client.link.dialect.name == "a"
    (event,) = client.emit("client.start", {"userID": "u", "projectID": "p"})
    assert event[0] == "a.oops"
    assert "unknown event 'client.start'" in event[1]["why"]


def test_an_event_that_several_dialects_have_decides_no_dialect(bench: Bench) -> None:
    client = bench.client()
    (event,) = client.emit("hello", {"who": "ada"})
    assert event[0] == "error", "it is unknown in the dialect that the setting says"
    assert not client.link.dialect_is_known
    client.emit("b.fresh")
    assert client.emit("hello", {"who": "ada"}) == [("b.welcome",)]


def test_an_unknown_event_decides_no_dialect(bench: Bench) -> None:
    client = bench.client()
    ((name, payload),) = client.emit("b.fersh")
    assert (name, payload["code"]) == ("error", "unknown_event")
    assert not client.link.dialect_is_known
    client.emit("b.fresh")
    assert client.link.dialect.name == "b"


def test_the_dialect_of_the_setting_is_spoken_before_the_first_event(bench: Bench) -> None:
    documented = bench.client()
    other = FakeOutbox()
    link = bench.world.inbound.connect(other, DIALECTS["a"])
    bench.control.arm(FaultRule(fault=FAULTS["server restart"](), on="connect"))
    restarted = bench.client()
    assert restarted.take() == [("server.restart", {})]
    bench.control.restart(RestartOrder())
    assert documented.take() == [("server.restart", {})]
    assert other.sent == [], "the dialect has no such event"
    assert "server.restart" in bench.notes("undelivered")
    bench.clock.advance(0)
    assert (documented.outbox.closed, other.closed) == (1, 1)
    assert link.dialect.name == "a"


def test_an_event_without_a_payload_is_checked_as_having_none(bench: Bench) -> None:
    client = bench.client()
    client.emit("b.fresh")
    client.emit("hello", {"who": "ada"})
    ((name, payload),) = client.emit("b.fresh", {"x": 1})
    problem = "b.fresh: at / wanted no payload, got an object with keys 'x'"
    assert (name, payload) == ("b.oops", {"why": problem})
    ((_, payload),) = client.emit("b.fresh", 1, 2)
    assert payload["why"] == "b.fresh: at / wanted no payload, got 2 arguments"


def test_the_journal_has_the_name_on_the_wire_and_the_neutral_name(bench: Bench) -> None:
    client = bench.client()
    client.emit("b.fresh")
    client.emit("hello", {"who": "ada"})
    entries = [
        (entry.direction, entry.name, entry.wire, entry.payload)
        for entry in bench.journal
        if entry.direction != "note"
    ]
    assert entries == [
        ("in", "session.create", "b.fresh", None),
        ("out", "error", "b.oops", {"why": entries[1][3]["why"]}),
        ("in", "client.start", "hello", {"who": "ada"}),
        ("out", "client.started", "b.welcome", None),
    ]
    started = bench.journal.received("client.start")[0].to_json()
    assert (started["name"], started["wire"]) == ("client.start", "hello")
    documented = bench.client()
    documented.start()
    assert "wire" not in bench.journal.received("client.start")[-1].to_json()


def test_missing_schemas_of_a_dialect_are_reported_before_a_client_comes(
    dialects: None,
) -> None:
    DIALECTS.register("c")(toy("c", "hi", schemas=False))
    with pytest.raises(UnknownName, match=r"unknown schema 'c/client-events/hi'"):
        with_dialects(load_contract())


def test_a_dialect_may_have_no_event_for_some_effects(bench: Bench) -> None:
    assert ActionSend not in [known.makes for known in DIALECTS["a"].client_events.values()]
    assert ActionStatus not in DIALECTS["a"].server_events
