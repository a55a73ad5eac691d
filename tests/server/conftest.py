"""Servers, and a client that needs nothing but Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest

from tests.clients.fixtures import ClientFactory
from tests.clients.python_async import PythonAsyncClient
from tests.wire.talk import ready
from vfmock import MockServer


class Talker(Protocol):
    """Connects a client with a session to a server."""

    async def __call__(self, server: MockServer, user: str = "u") -> PythonAsyncClient:
        """``user`` is the ``userID``."""
        ...


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A strict server in a thread of its own."""
    with MockServer(seed=1) as server:
        yield server


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """For servers with options; name it before ``talk``."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def talk(make_client: ClientFactory) -> Talker:
    """Make clients that are ready to send an action; name the server first."""

    async def connect(server: MockServer, user: str = "u") -> PythonAsyncClient:
        client = make_client("python_async")
        assert isinstance(client, PythonAsyncClient)
        await client.connect_via(server.url, "websocket")
        await ready(client, userID=user)
        return client

    return connect
