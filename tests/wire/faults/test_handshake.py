"""Faults in the handshake, which clients hand on too: it is the application that has to notice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.base import TransportMode
from tests.clients.fixtures import ClientFactory, ClientKind
from tests.wire.faults.reports import HANDSHAKE
from tests.wire.faults.talk import (
    agent,
    arm,
    begin,
    connect,
    finish,
    goes_on,
)
from tests.wire.faults.words import ACTION, join, notes_of
from tests.wire.talk import create, start
from vfmock import MockServer

LATE = [fault for fault in HANDSHAKE if fault.endswith("late")]
AT_ONCE = [fault for fault in HANDSHAKE if fault not in LATE]


@pytest.mark.parametrize("name", AT_ONCE)
async def test_a_handshake(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    name: str,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    report = HANDSHAKE[name]
    server = agent(make_server)
    client = await connect(server, make_client, kind, way)
    arm(server, name, report)
    await begin(client)
    told = await finish(client, report.action, ACTION)
    assert told == report.of(kind).on(way)
    assert await goes_on(client) == ""
    assert notes_of(server, name) == report.notes_on(name, way)


@pytest.mark.parametrize("name", LATE)
async def test_a_late_answer(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    name: str,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    report = HANDSHAKE[name]
    server = agent(make_server, clock="mock")
    client = await connect(server, make_client, kind, way)
    arm(server, name, report)
    await begin(client)
    before = await finish(client, report.action, ACTION)
    server.clock.advance(4.9)
    assert await goes_on(client) == ""
    server.clock.advance(0.1)
    late = await goes_on(client)
    assert join(before, late) == report.of(kind).on(way)
    assert notes_of(server, name) == report.notes_on(name, way)


async def test_no_key_is_good_while_new_sessions_are_required(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    server = agent(make_server)
    client = await connect(server, make_client, kind, way)
    await start(client)
    key = await create(client)
    armed = server.faults.add("new session required")
    assert await start(client, sessionKey=key) is True
    armed.remove()
    assert await start(client, sessionKey=key) is False


async def test_half_a_key_opens_nothing(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    server = agent(make_server)
    server.faults.add("session.created malformed key")
    client = await connect(server, make_client, kind, way)
    await start(client)
    key = await create(client)
    assert await start(client, sessionKey=key) is True
