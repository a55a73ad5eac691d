"""The admin API."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tests.clients.base import PATH
from tests.transports.raw import START, Polling
from vfmock import MockServer
from vfmock.transports import admin
from vfmock.transports.admin import ADMIN_CALLS, PREFIX


async def test_health_counts_connections_and_sessions(server: MockServer) -> None:
    async with aiohttp.ClientSession() as http, Polling(server.url) as client:
        url = f"{server.url}{PREFIX}/health"
        async with http.get(url) as response:
            assert response.status == 200
            assert response.content_type == "application/json"
            assert await response.json() == {"status": "ok", "connections": 0, "sessions": 0}
        await client.connect()
        await client.post(START, '42["session.create",{}]')
        await client.events(2)
        async with http.get(url) as response:
            assert await response.json() == {"status": "ok", "connections": 1, "sessions": 1}


@pytest.mark.parametrize("body", [b"", b"{}", b'{"a": 1}'])
async def test_a_body_that_a_call_does_not_need_is_ignored(server: MockServer, body: bytes) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{server.url}{PREFIX}/health", data=body or None) as response,
    ):
        assert response.status == 200


async def test_a_body_that_is_not_json_is_answered_with_400(server: MockServer) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{server.url}{PREFIX}/health", data=b"{") as response,
    ):
        assert response.status == 400
        assert (await response.json())["error"].startswith("the body is no JSON: ")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/helth", 404), ("POST", "/health", 405), ("GET", PATH, 404)],
)
async def test_an_unknown_path_or_method_is_refused(
    server: MockServer, method: str, path: str, status: int
) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, f"{server.url}{PREFIX}{path}") as response,
    ):
        assert response.status == status


def test_every_endpoint_has_its_file() -> None:
    folder = Path(admin.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "access", "base"}
    assert {name.split(".")[0] for name in ADMIN_CALLS} == files
    for name, call in ADMIN_CALLS.items():
        assert call.path.startswith(f"/{name.split('.')[0]}")
