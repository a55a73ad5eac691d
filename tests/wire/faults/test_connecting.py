"""Faults before a client is connected: what the tables of reports do not show."""

from __future__ import annotations

from collections.abc import Callable

import aiohttp

from tests.clients.base import PATH, TransportMode
from tests.clients.fixtures import ClientFactory, ClientKind
from tests.wire.faults.by_hand import knock
from tests.wire.faults.reports import REPORTS
from tests.wire.faults.talk import agent, attempt, connect, everywhere, shake_hands
from tests.wire.faults.words import notes_of
from vfmock import MockServer


async def test_the_python_client_tries_a_reset_connection_again(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    """aiohttp repeats a GET once: one reset goes unnoticed, and it takes two to be seen."""

    async def meet(kind: ClientKind, way: TransportMode) -> tuple[int, int, str]:
        server = agent(make_server)
        always = server.faults.add("connection reset", times="always")
        await attempt(server, make_client, kind, way)
        always.remove()
        once = server.faults.add("connection reset")
        _, told = await attempt(server, make_client, kind, way)
        return always.applied, once.applied, told.partition(":")[0]

    assert await everywhere(meet) == {
        "node on websocket": (1, 1, "connect_error"),
        "node on polling": (1, 1, "connect_error"),
        "python_async on websocket": (2, 1, "connect"),
        "python_async on polling": (2, 1, "connect"),
    }


async def test_an_http_error_has_the_given_headers_and_body(
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


async def test_a_closed_port_opens_by_itself_when_its_time_is_over(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = agent(make_server, clock="mock")
    before = await connect(server, make_client, "node", "websocket")
    server.faults.add({"connection refused": 30})
    server.clock.advance(29.9)
    _, told = await attempt(server, make_client, "node", "websocket")
    assert told == REPORTS["connection refused"].of("node").websocket
    server.clock.advance(0.1)
    await shake_hands(await connect(server, make_client, "node", "websocket"))
    await shake_hands(before)  # what was open has stayed open
    assert notes_of(server, "connection refused") == ["fault: connection refused for 30 s"]


async def test_a_port_can_be_opened_and_closed_again(
    make_server: Callable[..., MockServer],
) -> None:
    server = agent(make_server)
    for _ in range(3):
        armed = server.faults.add("connection refused")
        assert await knock(server, "websocket") == "TCP refused"
        armed.remove()
    server.faults.add("connection refused")
    assert await knock(server, "websocket") == "TCP refused"
    server.faults.clear()
    assert await knock(server, "websocket") == "a connection"
