"""The one fixture that runs a behaviour on every surface, and what the surfaces need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.behaviour.exceptions import meant
from tests.behaviour.extensions import registered
from tests.behaviour.surfaces import SURFACES, Chat
from tests.clients.fixtures import ClientFactory
from tests.transports.admin.conftest import admin
from vfmock import MockServer, text

__all__ = ["admin"]


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the mark."""
    config.addinivalue_line("markers", "server(**settings): what the server of a behaviour has set")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each behaviour on every surface where it means something."""
    if "talk" in metafunc.fixturenames:
        surfaces = meant(metafunc.function.__name__, SURFACES)
        metafunc.parametrize("talk", surfaces, indirect=True)


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


@pytest.fixture
def one_two(server: MockServer) -> None:
    """The agent answers ``hi`` with two messages."""
    server.on.text("hi").reply(text("one"), text("two"))


class ChatFactory:
    """Begins chats on one surface. ``project`` is the project that their users are in."""

    def __init__(self, surface: type[Chat], server: MockServer, make_client: ClientFactory) -> None:
        self.project = surface.project
        self._surface = surface
        self._server = server
        self._make_client = make_client
        self._chats: list[Chat] = []

    async def __call__(self, user: str = "ada", *, key: str = "", instance: int = 0) -> Chat:
        """Begin the chat of a user, in the session of a key or in a new one."""
        chat = self._surface(self._server, self._make_client, user, key=key, instance=instance)
        self._chats.append(chat)
        await chat.begin()
        return chat

    async def leave(self) -> None:
        """Let every client leave."""
        for chat in self._chats:
            await chat.leave()


@pytest.fixture
async def talk(
    request: pytest.FixtureRequest, server: MockServer, make_client: ClientFactory
) -> AsyncIterator[ChatFactory]:
    """Begins chats, on each surface in turn."""
    factory = ChatFactory(SURFACES[request.param], server, make_client)
    yield factory
    await factory.leave()
