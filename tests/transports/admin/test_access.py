"""Who may call the admin API."""

from __future__ import annotations

from collections.abc import Iterator

import aiohttp
import pytest

from vfmock import MockServer
from vfmock.errors import SettingError
from vfmock.transports.admin import is_loopback

TOKEN = "a-token-of-32-characters-or-so.!"
ELSEWHERE = {"Host": "vfmock.example:3000"}
WANTED = "wanted the admin token in 'Authorization: Bearer …'"
WRONG = "the admin token in 'Authorization' is not that of this server"
CLOSED = (
    "the admin API answers on the loopback alone;"
    " a server with an admin token (--admin-token) answers whoever has it"
)


@pytest.fixture
def guarded() -> Iterator[MockServer]:
    with MockServer(admin_token=TOKEN) as server:
        yield server


async def call(server: MockServer, path: str = "/health", **headers: str) -> tuple[int, str]:
    """Call from elsewhere; return the status and the error."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{server.url}/__vfmock{path}", headers={**ELSEWHERE, **headers}) as response,
    ):
        return response.status, (await response.json()).get("error", "")


@pytest.mark.parametrize("path", ["/health", "/journal", "/nothing"])
async def test_another_machine_needs_the_token(guarded: MockServer, path: str) -> None:
    assert await call(guarded, path) == (401, WANTED)
    status, error = await call(guarded, path, Authorization=f"Bearer {TOKEN}")
    assert (status, error[:13]) == (404, "no admin call") if path == "/nothing" else (200, "")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("", WANTED),
        ("Bearer", WANTED),
        (TOKEN, WANTED),
        (f"Basic {TOKEN}", WANTED),
        ("Bearer x", WRONG),
        (f"Bearer {TOKEN}x", WRONG),
        (f"Bearer {TOKEN[:-1]}", WRONG),
        (f"Bearer {TOKEN.upper()}", WRONG),
        ("Bearer \xfc\xff", WRONG),
    ],
)
async def test_a_wrong_token_is_refused(guarded: MockServer, given: str, problem: str) -> None:
    assert await call(guarded, Authorization=given) == (401, problem)


async def test_this_machine_needs_no_token(guarded: MockServer) -> None:
    assert await call(guarded, Host="localhost") == (200, "")


async def test_without_a_token_it_stays_closed() -> None:
    async with MockServer() as server:
        assert await call(server) == (403, CLOSED)
        assert await call(server, Authorization="Bearer ") == (403, CLOSED)
        assert await call(server, Authorization="Bearer None") == (403, CLOSED)


@pytest.mark.parametrize("host", ["a:b:c", "localhost:99999", "localhost:-1", "http://x/", "other"])
async def test_a_malformed_host_is_not_this_machine(
    guarded: MockServer, host: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await call(guarded, Host=host) == (401, WANTED)
    assert caplog.records == []


@pytest.mark.parametrize("token", ["", "short", "with a space", "unicodé-unicodé", "x" * 8 + "\n"])
def test_a_token_fits_into_a_header(token: str) -> None:
    with pytest.raises(SettingError, match="'admin_token' has 8 characters or more"):
        MockServer(admin_token=token)


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("fe80::1%lo", False),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("example.org", False),
        ("", False),
        (None, False),
    ],
)
def test_what_the_loopback_is(host: str | None, is_one: bool) -> None:
    assert is_loopback(host) is is_one
