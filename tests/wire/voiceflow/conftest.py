"""Voiceflow's runtime client as a fixture."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Literal, get_args

import pytest
import pytest_asyncio

from tests.clients.fixtures import require_node
from tests.clients.node_client import NodeProcess
from tests.clients.runtime_client import PROGRAM, RuntimeClient
from vfmock import MockServer

Transport = Literal["websocket", "polling"]


@pytest.fixture(scope="session")
def runtime_process() -> Iterator[NodeProcess]:
    """The process of all of Voiceflow's clients; it starts when the first one connects."""
    process = NodeProcess(PROGRAM)
    yield process
    process.close()


@pytest.fixture(params=get_args(Transport))
def only(request: pytest.FixtureRequest) -> Transport:
    """The transport of a client: websocket is what Voiceflow's chooses by itself."""
    only: Transport = request.param
    return only


@pytest_asyncio.fixture
async def make_client(
    server: MockServer, runtime_process: NodeProcess, only: Transport
) -> AsyncIterator[Callable[..., RuntimeClient]]:
    """Make clients of Voiceflow over each transport; they leave before the server stops."""
    require_node()
    clients: list[RuntimeClient] = []

    def make(**options: Any) -> RuntimeClient:
        forced = None if only == "websocket" else [only]
        client = RuntimeClient(runtime_process, server.url, transports=forced, **options)
        clients.append(client)
        return client

    yield make
    await asyncio.gather(*(client.close() for client in clients))


@pytest.fixture
async def client(make_client: Callable[..., RuntimeClient]) -> RuntimeClient:
    """One client of Voiceflow, not yet connected."""
    return make_client()
