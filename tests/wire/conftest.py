"""A server for the tests of the wire, with an agent small enough to know by heart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.clients.base import TransportMode, WireClient
from tests.clients.fixtures import ClientFactory, ClientKind
from vfmock import MockServer, choice, end, pause, text, trace


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A strict server in a thread of its own."""
    with MockServer(seed=1) as server:
        server.on.launch().reply(text("Hi!"), choice("Order", "Track"))
        server.on.text("hello").reply(text("Hello to you."))
        server.on.text("slow").reply(text("wait"), pause(60), text("done"))
        server.on.text("bye").reply(text("Bye."), end())
        server.on.button("Order").reply(text("Which size?"))
        server.on.event("event_name").reply(text("From the event."))
        server.on.text("debug").reply(trace(type="debug", payload={"message": "x"}))
        yield server


@pytest.fixture
def make_server() -> Iterator[Callable[..., MockServer]]:
    """Start servers with options; they stop when the test ends. Name it before ``make_client``."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(MockServer(**options))


@pytest.fixture
async def client(
    server: MockServer,
    make_client: ClientFactory,
    client_kind: ClientKind,
    transport: TransportMode,
) -> WireClient:
    """Each real client over each transport, connected."""
    client = make_client(client_kind)
    await client.connect_via(server.url, transport)
    return client


@pytest.fixture
async def node(server: MockServer, make_client: ClientFactory) -> WireClient:
    """One connected client, for what does not depend on which it is."""
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    return client
