"""The one fixture that runs a behaviour on every surface, and what the surfaces need."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeAlias

import pytest

from tests.behaviour.surfaces import SURFACES, Chat
from tests.clients.fixtures import ClientFactory
from vfmock import MockServer
from vfmock.dialects import DIALECTS

ChatFactory: TypeAlias = Callable[..., Awaitable[Chat]]


@pytest.fixture(autouse=True)
def extensions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The toy dialect is there for one test: nothing else of the process shall see it."""
    monkeypatch.setattr(DIALECTS, "_entries", dict(DIALECTS._entries))
    name = "tests.behaviour.toy_dialect"
    monkeypatch.delitem(sys.modules, name, raising=False)
    importlib.import_module(name)
    yield
    sys.modules.pop(name, None)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A strict server without rules, under a mock clock. A mark ``server`` gives it settings."""
    mark = request.node.get_closest_marker("server")
    settings: dict[str, Any] = {"seed": 7, "clock": "mock"} | (mark.kwargs if mark else {})
    with MockServer(**settings) as server:
        yield server


@pytest.fixture(params=sorted(SURFACES))
def talk(
    request: pytest.FixtureRequest, server: MockServer, make_client: ClientFactory
) -> ChatFactory:
    """Begins a chat of a user, on each surface in turn."""

    async def begin(user: str = "ada") -> Chat:
        chat = SURFACES[request.param](server, make_client, user)
        await chat.begin()
        return chat

    return begin
