"""The one fixture that runs a behaviour on every surface, and what the surfaces need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, TypeAlias

import pytest

from tests.behaviour.extensions import registered
from tests.behaviour.surfaces import SURFACES, Chat
from tests.clients.fixtures import ClientFactory
from vfmock import MockServer

ChatFactory: TypeAlias = Callable[..., Awaitable[Chat]]


@pytest.fixture(autouse=True)
def extensions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The toy dialect and the toy endpoints are there."""
    yield from registered(monkeypatch)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A strict server without rules, under a mock clock. A mark ``server`` gives it settings."""
    mark = request.node.get_closest_marker("server")
    settings: dict[str, Any] = {"seed": 7, "clock": "mock"} | (mark.kwargs if mark else {})
    with MockServer(**settings) as server:
        yield server


@pytest.fixture(params=sorted(SURFACES))
async def talk(
    request: pytest.FixtureRequest, server: MockServer, make_client: ClientFactory
) -> AsyncIterator[ChatFactory]:
    """Begins a chat of a user, on each surface in turn."""
    chats: list[Chat] = []

    async def begin(user: str = "ada") -> Chat:
        chat = SURFACES[request.param](server, make_client, user)
        chats.append(chat)
        await chat.begin()
        return chat

    yield begin
    for chat in chats:
        await chat.leave()
