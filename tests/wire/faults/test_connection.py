"""Faults that break a connection: what the tables of reports do not show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.base import TransportMode
from tests.clients.fixtures import ClientFactory, ClientKind
from tests.wire.faults.reports import REPORTS
from tests.wire.faults.talk import (
    KINDS,
    WAYS,
    agent,
    case,
    connect,
    ends,
    everywhere,
    goes_on,
    send,
    shake_hands,
)
from tests.wire.faults.words import words_of
from vfmock import MockServer
from vfmock.core.faults import FAULTS
from vfmock.core.faults.base import ConnectionFault

CLOSING = [
    name
    for name, report in REPORTS.items()
    if issubclass(FAULTS[name], ConnectionFault)
    and all("disconnect" in report.of(kind).websocket for kind in KINDS)
    and not report.slow
]
"""Those that end the connection of every client at once."""


@pytest.mark.parametrize("name", CLOSING)
async def test_messages_sent_before_a_break_arrive(
    make_server: Callable[..., MockServer], make_client: ClientFactory, name: str
) -> None:
    report = REPORTS[name]

    def wanted(kind: ClientKind, way: TransportMode) -> str:
        end = report.of(kind).on(way)
        return f"accepted, text one, text two, {end}" if "disconnect" in end else end

    async def meet(kind: ClientKind, way: TransportMode) -> str:
        server = agent(make_server)
        client = await connect(server, make_client, kind, way)
        await shake_hands(client)
        seen = len(client.received)
        fault = {name: report.given} if report.given else name
        server.faults.add(fault, on="action.trace", nth=2)
        await send(client, report.action)
        return await (ends(client, seen) if "disconnect" in wanted(kind, way) else goes_on(client))

    assert await everywhere(meet) == {
        case(kind, way): wanted(kind, way) for kind in KINDS for way in WAYS
    }


@pytest.mark.parametrize("way", WAYS)
async def test_half_open_loses_nothing_that_was_sent_before(
    make_server: Callable[..., MockServer], make_client: ClientFactory, way: TransportMode
) -> None:
    server = agent(make_server)
    client = await connect(server, make_client, "node", way)
    await shake_hands(client)
    server.faults.add("half open", on="action.trace", nth=2)
    await send(client, "launch")
    traces = [await client.next("action.trace") for _ in range(2)]
    assert words_of(("action.trace", trace) for trace in traces) == "text one, text two"
