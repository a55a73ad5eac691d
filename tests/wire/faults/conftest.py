"""Each test of a fault runs with two clients, on two transports."""

from __future__ import annotations

import pytest

from tests.clients.base import TransportMode
from tests.clients.fixtures import ClientKind


@pytest.fixture(params=["node", "python_async"])
def kind(request: pytest.FixtureRequest) -> ClientKind:
    """The clients whose words the tables have."""
    kind: ClientKind = request.param
    return kind


@pytest.fixture(params=["websocket", "polling"])
def way(request: pytest.FixtureRequest) -> TransportMode:
    """The transports that a fault can meet."""
    way: TransportMode = request.param
    return way
