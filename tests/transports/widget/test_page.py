"""The page of the widget on the port of the server: where it is, and what it leaves alone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urljoin

import aiohttp
import pytest

from vfmock import MockServer, resources
from vfmock.transports.widget import PATH
from vfmock.transports.widget.bundle import HOW
from vfmock.transports.widget.page import BASES, FOLDER, TYPES

FILES = sorted(name for name, _ in resources.files(FOLDER, ""))
CHAT = "<title>Chat · vfmock</title>"
BUNDLED = "<title>Voiceflow's widget · vfmock</title>"
PROGRAM = "window.voiceflow = {};\n"


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server with the chat of vfmock."""
    with MockServer(widget=True) as server:
        yield server


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser."""
    async with aiohttp.ClientSession(server.url) as http:
        yield http


@pytest.mark.parametrize("path", BASES)
async def test_the_page_is_at_its_paths(http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(f"{path}?user=ann") as answer:
        page = await answer.text()
        assert (answer.status, answer.content_type, answer.charset) == (200, "text/html", "utf-8")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert CHAT in page


@pytest.mark.parametrize("prefix", ["", "/behind/a/proxy"])
@pytest.mark.parametrize("path", BASES)
async def test_the_page_finds_its_files_from_wherever_it_is(
    http: aiohttp.ClientSession, path: str, prefix: str
) -> None:
    async with http.get(path) as answer:
        page = await answer.text()
    (base,) = re.findall(r'<base href="(.*?)">', page)
    where = urljoin(f"http://mock{prefix}{path}", base)
    assert where == f"http://mock{prefix}{PATH}/"
    named = re.findall(r'(?:href|src)="([^"]+\.\w+)"', page)
    assert {"style.css", "chat.mjs", "icon.svg"} == set(named) <= set(FILES)


@pytest.mark.parametrize("name", [one for one in FILES if one != "voiceflow.html"])
async def test_each_file_has_its_type(http: aiohttp.ClientSession, name: str) -> None:
    async with http.get(f"{PATH}/{name}") as answer, http.head(f"{PATH}/{name}") as head:
        content = await answer.read()
        assert answer.status == head.status == 200
        assert answer.content_type == head.content_type == TYPES[Path(name).suffix]
        assert answer.headers["Cache-Control"] == head.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert head.content_length == len(content) > 0
        assert await head.read() == b""


def test_the_files_load_only_what_is_there() -> None:
    for name, file in resources.files(FOLDER, ".mjs"):
        imported = re.findall(r"from '\./(.+?)'", file.read_text("utf-8"))
        assert set(imported) <= set(FILES), name


def test_nothing_comes_from_elsewhere() -> None:
    """Addresses in the files are links and names, not what a browser loads."""
    for name, file in resources.files(FOLDER, ""):
        text = file.read_text("utf-8")
        assert not re.search(r"(?:src|url\(|@import|from|import)\s*[=(]?\s*['\"]?https?:", text), (
            name
        )


def test_what_an_agent_says_is_never_markup() -> None:
    for name, file in resources.files(FOLDER, ".mjs"):
        text = file.read_text("utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text
        ), name


@pytest.mark.parametrize(
    "path", [f"{PATH}/nothing", f"{PATH}/bundle.mjs", f"{PATH}/voiceflow.html", "/chat.html"]
)
async def test_there_is_nothing_else(http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(path) as answer:
        assert answer.status == 404


async def test_the_page_takes_only_get_and_head(http: aiohttp.ClientSession) -> None:
    async with http.post("/") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")
    async with http.post(PATH) as answer:
        assert answer.status == 404


async def test_the_admin_api_is_as_it_was(http: aiohttp.ClientSession) -> None:
    async with http.get("/__vfmock/health") as answer:
        assert (await answer.json())["status"] == "ok"
    async with http.get("/__vfmock/healt") as answer:
        assert "did you mean '/health'" in (await answer.json())["error"]


async def test_other_machines_see_the_page_and_not_the_admin_api(
    http: aiohttp.ClientSession,
) -> None:
    """As the machine does that runs the container of a server."""
    elsewhere = {"Host": "mock.example"}
    async with http.get(PATH, headers=elsewhere) as answer:
        assert answer.status == 200
    async with http.get("/__vfmock/health", headers=elsewhere) as answer:
        assert answer.status == 403
    async with http.get(f"{PATH}/nothing", headers=elsewhere) as answer:
        assert answer.status == 403


async def test_the_page_leaves_no_trace_in_the_journal(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    for path in ("/", *(f"{PATH}/{name}" for name in FILES if name != "voiceflow.html")):
        async with http.get(path) as answer:
            assert answer.status == 200
    assert list(server.journal) == []


async def test_every_instance_has_the_page() -> None:
    async with MockServer(widget=True, instances=2) as server:
        for instance in server.instances:
            async with aiohttp.ClientSession(instance.url) as http, http.get("/") as answer:
                assert CHAT in await answer.text()


async def test_without_the_setting_there_is_no_page() -> None:
    async with MockServer() as server, aiohttp.ClientSession(server.url) as http:
        async with http.get("/") as answer:
            assert answer.status == 404
            assert "nothing is served there" in await answer.text()
        async with http.get(PATH) as answer:
            assert answer.status == 404
            assert "no admin call '/widget'" in (await answer.json())["error"]


async def test_with_a_bundle_the_page_starts_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.js"
    file.write_text(PROGRAM, encoding="utf-8")
    async with (
        MockServer(widget=True, widget_bundle=str(file)) as server,
        aiohttp.ClientSession(server.url) as http,
    ):
        for path in ("/", PATH):
            async with http.get(path) as answer:
                assert BUNDLED in await answer.text()
                assert "Content-Security-Policy" not in answer.headers
        async with http.get(f"{PATH}/chat.html") as answer:
            assert CHAT in await answer.text()
        async with http.get(f"{PATH}/bundle.mjs") as answer:
            assert await answer.text() == PROGRAM
            assert answer.content_type == "text/javascript"
            assert answer.headers["Cache-Control"] == "no-store"
        file.unlink()
        async with http.get(f"{PATH}/bundle.mjs") as answer:
            assert answer.status == 404
            assert await answer.text() == f"'widget_bundle': there is no file {file}: " + HOW
