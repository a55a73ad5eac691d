"""A way to call the admin API."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from vfmock import MockServer
from vfmock.transports.admin import PREFIX

_NOTHING: Any = object()


class Admin:
    """Calls the admin API of a server."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url + PREFIX

    async def call(
        self, method: str, path: str, body: Any = _NOTHING, *, status: int = 200, **headers: str
    ) -> Any:
        """Make a call; check the status and return the JSON answer."""
        data = None if body is _NOTHING else json.dumps(body)
        async with self._http.request(
            method, self._url + path, data=data, headers=headers
        ) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer

    def stream(self, path: str) -> Any:
        """Make a call whose answer is not read yet."""
        return self._http.get(self._url + path)

    async def refused(self, method: str, path: str, body: Any = _NOTHING, status: int = 400) -> str:
        """Make a call that is refused; return the error."""
        answer = await self.call(method, path, body, status=status)
        assert set(answer) == {"error"}
        return str(answer["error"])


@pytest.fixture
async def admin(server: MockServer) -> AsyncIterator[Admin]:
    """The admin API of the server."""
    async with aiohttp.ClientSession() as http:
        yield Admin(http, server.url)


@pytest.fixture
def server() -> Any:
    """A server under a mock clock that answers every text with itself."""
    from vfmock import text

    with MockServer(seed=1, clock="mock", instances=2) as server:
        server.on.text().reply(lambda turn: text(str(turn.action.text)))
        yield server
