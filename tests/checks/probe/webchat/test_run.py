"""The run of a web chat against a good server, and against one with each thing wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.checks.probe.hostile import hostile
from vfmock import MockServer, end, pause, text
from vfmock.checks.findings import Checked
from vfmock.checks.probe import Plan, check_server
from vfmock.checks.probe.webchat import run as run_module
from vfmock.checks.probe.webchat.points import WEBCHAT_POINTS
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    ClientStarted,
    Effect,
    Replayed,
    SessionCreated,
    StateShown,
)
from vfmock.core.events import SessionCreate
from vfmock.dialects.webchat import WEBCHAT
from vfmock.types import JSON

pytestmark = pytest.mark.slow

PATIENCE = 5.0
"""Seconds for what comes at once, however busy the machine is."""

BRIEF = 0.5
"""Seconds for what does not come at all."""

HANGING = 30.0
"""Seconds after which a run counts as hanging."""


def check(url: str, **given: Any) -> Checked:
    given.setdefault("patience", PATIENCE)

    async def work() -> Checked:
        async with asyncio.timeout(HANGING):
            (checked,) = await check_server(Plan(url=url, **given), ("webchat-socket",))
            return checked

    return asyncio.run(work())


def points(checked: Checked, outcome: str) -> set[str]:
    return {one.point for one in checked.points if one.outcome == outcome}


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe does not stay longer than it has to."""
    monkeypatch.setattr(run_module, "SETTLE", 0.02)


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer(violations="record") as server:
        server.on.launch().reply(text("Hi"))
        server.on.text("slow").reply(text("One"), pause(60), text("Two"))
        server.on.text("bye").reply(text("Bye"), end())
        yield server


def test_the_mock_meets_every_point(server: MockServer) -> None:
    checked = check(server.url, say=("bye",))
    assert points(checked, "not met") == set()
    assert points(checked, "not tried") == {"webchat.cancel.running"}
    assert checked.findings == ()


def test_a_cancelled_action_is_completed(server: MockServer) -> None:
    server.on.text("wait").reply(text("One"), pause(60))
    checked = check(server.url, say=())
    assert "webchat.cancel.running" in points(checked, "not tried")
    server.on.text("Hello").reply(text("One"), pause(60))
    checked = check(server.url, say=())
    assert "webchat.cancel.running" in points(checked, "met")


# What goes wrong.


@pytest.fixture
def breaks() -> Iterator[Callable[..., None]]:
    """Let the server's dialect say something else instead of an effect, or nothing."""
    table: Any = WEBCHAT.server_events
    before = dict(table)

    def change(effect: type[Effect], encode: Callable[[Any], JSON] | None = None) -> None:
        if encode is None:
            del table[effect]
        else:
            table[effect] = replace(table[effect], encode=encode)

    yield change
    table.clear()
    table.update(before)  # in the same order, which a test of the dialect looks at


@pytest.mark.parametrize(
    ("effect", "broken"),
    [
        (ClientStarted, {"webchat.start"}),
        (SessionCreated, {"webchat.key"}),
        (ActionStatus, {"webchat.action", "webchat.keep-alive"}),
        (StateShown, {"webchat.state"}),
        (ActionCancelled, {"webchat.cancel"}),
        (Replayed, {"webchat.replay"}),
    ],
)
def test_what_a_server_does_not_say(
    server: MockServer, breaks: Callable[..., None], effect: type[Effect], broken: set[str]
) -> None:
    breaks(effect)
    assert points(check(server.url, patience=BRIEF, say=()), "not met") == broken


@pytest.mark.parametrize(
    ("effect", "payload", "broken"),
    [
        (
            ClientStarted,
            {"versionID": "v", "newSessionRequired": True},
            {"webchat.resume", "webchat.end", "webchat.replay"},
        ),
        (
            ClientStarted,
            {"versionID": "v", "newSessionRequired": False},
            {"webchat.start", "webchat.stale", "webchat.foreign"},
        ),
        (
            ClientStarted,
            {"newSessionRequired": True},
            {"start", "webchat.resume", "webchat.end", "webchat.replay"},
        ),
        (SessionCreated, {}, {"session-key-update", "webchat.key"}),
        (ActionTrace, {"trace": {}}, {"trace"}),
        (ActionCancelled, {"success": 1}, {"cancel"}),
        (ActionCancelled, {"success": True}, {"webchat.cancel"}),
        (StateShown, {"state": 7}, {"state", "webchat.state"}),
        (Replayed, {"replay": [{}]}, {"replay"}),
        (ActionStatus, {"status": "done"}, {"action", "webchat.action", "webchat.keep-alive"}),
    ],
)
def test_what_a_server_says_wrongly(
    server: MockServer,
    breaks: Callable[..., None],
    effect: type[Effect],
    payload: JSON,
    broken: set[str],
) -> None:
    breaks(effect, lambda said: payload)
    assert points(check(server.url, patience=BRIEF, say=()), "not met") == broken


def test_a_server_that_wants_start_first(
    server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    table: Any = WEBCHAT.client_events
    strict = replace(table["session-key-update"], decode=lambda payload: SessionCreate())
    monkeypatch.setitem(table, "session-key-update", strict)
    assert points(check(server.url, patience=BRIEF), "not met") == {"webchat.key.early"}


@pytest.mark.parametrize(
    ("given", "broken"),
    [
        ("polling blocked", {"webchat.transports.polling"}),
        ("http error", {"webchat.transports.websocket"}),
        (
            {"fault": "transport close", "on": "keep-alive"},
            {"webchat.action", "webchat.keep-alive"},
        ),
        ("trace after completed", {"webchat.action"}),
        ("completed twice", {"webchat.action"}),
    ],
)
def test_a_fault(server: MockServer, given: Any, broken: set[str]) -> None:
    server.faults.add(given)
    assert points(check(server.url, say=()), "not met") >= broken


def test_a_cancelled_action_that_is_never_completed(
    server: MockServer, breaks: Callable[..., None]
) -> None:
    server.on.text("Hello").reply(text("One"), pause(60))
    cut = "cancelled"
    breaks(ActionStatus, lambda it: {"status": "accepted" if it.reason == cut else it.status})
    broken = points(check(server.url, patience=BRIEF, say=()), "not met")
    assert "webchat.cancel.running" in broken


@pytest.mark.parametrize("answer", [None, b"", b"HTTP/1.1 200 OK\r\n\r\nhello"])
def test_a_server_that_is_none(answer: bytes | None) -> None:
    with hostile(answer) as url:
        checked = check(url, patience=BRIEF)
    ways = {"webchat.transports.websocket", "webchat.transports.polling"}
    assert points(checked, "not met") == ways
    assert points(checked, "not tried") == set(WEBCHAT_POINTS) - ways
