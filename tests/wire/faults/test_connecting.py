"""Faults before a client is connected."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import aiohttp
import pytest

from tests.clients.base import PATH, TransportMode
from tests.clients.fixtures import ClientFactory, ClientKind
from tests.transports.raw import Polling
from tests.wire.faults.raw import RawConnection, RefusedError
from tests.wire.faults.reports import CONNECTING
from tests.wire.faults.talk import agent, arm, attempt, connect, noted, shake_hands
from tests.wire.faults.words import NOTHING, notes_of
from vfmock import MockServer

IN_TIME = ("handshake delay", "handshake timeout")
AT_ONCE = [name for name in CONNECTING if name not in IN_TIME]
IMPATIENT: dict[ClientKind, dict[str, float]] = {
    "node": {"timeout": 250},
    "python_async": {"request_timeout": 0.25},
}
"""How clients are told to give up sooner than after 20 s and 5 s."""


UPGRADES = [name for name, report in CONNECTING.items() if report.wire.upgrade]


@pytest.mark.parametrize("name", AT_ONCE)
async def test_connecting(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    name: str,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    report = CONNECTING[name]
    server = agent(make_server)
    armed = arm(server, name, report)
    _, told = await attempt(server, make_client, kind, way)
    assert told == report.of(kind).on(way)
    assert notes_of(server, name) == report.notes_on(name, way)
    armed.remove()
    await shake_hands(await connect(server, make_client, kind, way))


@pytest.mark.parametrize("name", UPGRADES)
async def test_an_upgrade_fails_and_polling_goes_on(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    name: str,
    kind: ClientKind,
) -> None:
    report = CONNECTING[name]
    server = agent(make_server)
    arm(server, name, report)
    client, told = await attempt(server, make_client, kind, "upgrade")
    assert told == report.of(kind).upgrade
    assert notes_of(server, name) == [f"fault: {name} at the upgrade by websocket"]
    assert client.transport == "polling"
    await shake_hands(client)


async def test_a_late_handshake(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    report = CONNECTING["handshake delay"]
    server = agent(make_server, clock="mock")
    arm(server, "handshake delay", report)
    connecting = asyncio.create_task(attempt(server, make_client, kind, way))
    await noted(server, "handshake delay")
    server.clock.advance(2.9)
    await shake_hands(await connect(server, make_client, kind, way))  # it has had its one time
    assert not connecting.done()
    server.clock.advance(0.1)
    client, told = await connecting
    assert told == report.of(kind).on(way)
    assert notes_of(server, "handshake delay") == report.notes_on("handshake delay", way)
    await shake_hands(client)


async def test_a_handshake_that_is_never_answered(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    """In the real time of the clients, for it is they that give up."""
    report = CONNECTING["handshake timeout"]
    server = agent(make_server)
    armed = arm(server, "handshake timeout", report)
    connecting = asyncio.create_task(attempt(server, make_client, kind, way, **IMPATIENT[kind]))
    await noted(server, "handshake timeout")
    if report.of(kind).on(way) == NOTHING:
        # aiohttp would give up after 300 s; `request_timeout` is for polling alone.
        done, _ = await asyncio.wait([connecting], timeout=0.5)
        assert not done
        connecting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await connecting
    else:
        assert (await connecting)[1] == report.of(kind).on(way)
    assert notes_of(server, "handshake timeout") == report.notes_on("handshake timeout", way)
    armed.remove()
    await shake_hands(await connect(server, make_client, kind, way))


async def test_pythons_client_tries_a_reset_connection_again(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    """aiohttp repeats a GET once: one reset goes unnoticed, and it takes two to be seen."""
    server = agent(make_server)
    armed = server.faults.add("connection reset", times="always")
    await attempt(server, make_client, kind, way)
    assert armed.applied == (1 if kind == "node" else 2)
    armed.remove()
    once = server.faults.add("connection reset")
    _, told = await attempt(server, make_client, kind, way)
    assert told.startswith("connect_error" if kind == "node" else "connect")
    assert once.applied == 1


@pytest.mark.parametrize("name", AT_ONCE)
async def test_what_the_wire_carries(
    make_server: Callable[..., MockServer], name: str, way: TransportMode
) -> None:
    server = agent(make_server)
    arm(server, name, CONNECTING[name])
    assert await _knock(server, way) == CONNECTING[name].wire.on(way)


@pytest.mark.parametrize("name", UPGRADES)
async def test_what_the_wire_carries_at_an_upgrade(
    make_server: Callable[..., MockServer], name: str
) -> None:
    server = agent(make_server)
    arm(server, name, CONNECTING[name])
    async with Polling(server.url) as polling, await RawConnection.open(server) as raw:
        handshake = await polling.connect()
        with pytest.raises(RefusedError) as refused:
            await raw.handshake("websocket", sid=handshake["sid"])
    assert str(refused.value) == CONNECTING[name].wire.upgrade


async def test_the_headers_and_the_body_of_an_http_error(
    make_server: Callable[..., MockServer],
) -> None:
    server = agent(make_server)
    server.faults.add({"http error": {"status": 503, "text": "starting", "retry_after": 7}})
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{server.url}{PATH}/?EIO=4&transport=polling") as response,
    ):
        assert response.status == 503
        assert response.headers["Retry-After"] == "7"
        assert await response.text() == "starting"


async def test_a_port_opens_again_by_itself(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = agent(make_server, clock="mock")
    before = await connect(server, make_client, "node", "websocket")
    server.faults.add({"connection refused": 30})
    server.clock.advance(29.9)
    _, told = await attempt(server, make_client, "node", "websocket")
    assert told == CONNECTING["connection refused"].of("node").websocket
    server.clock.advance(0.1)
    await shake_hands(await connect(server, make_client, "node", "websocket"))
    await shake_hands(before)  # what was open has stayed open
    assert notes_of(server, "connection refused") == ["fault: connection refused for 30 s"]


async def test_a_port_that_is_opened_and_closed_again_is_closed(
    make_server: Callable[..., MockServer],
) -> None:
    server = agent(make_server)
    for _ in range(3):
        armed = server.faults.add("connection refused")
        assert await _knock(server, "websocket") == "TCP refused"
        armed.remove()
    server.faults.add("connection refused")
    assert await _knock(server, "websocket") == "TCP refused"
    server.faults.clear()
    assert await _knock(server, "websocket") == "a connection"


async def _knock(server: MockServer, way: TransportMode) -> str:
    """Try to connect by hand; say what comes of it."""
    try:
        async with await RawConnection.open(server) as raw:
            if way == "websocket":
                answer = await raw.connect()
            else:
                await raw.handshake("polling")
                async with Polling(server.url) as polling:
                    answer = await _join(polling)
    except RefusedError as refused:
        return str(refused)
    return answer if answer.startswith("44") else "a connection"


async def _join(polling: Polling) -> str:
    """Join the namespace by polling; return what answers that."""
    (packet,) = await polling.poll()
    polling.url = f"{polling.base}&sid={json.loads(packet[1:])['sid']}"
    await polling.post("40")
    (answer,) = await polling.poll()
    return answer
