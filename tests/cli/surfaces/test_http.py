"""The surfaces over HTTP, with servers that are no runtime."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import aiohttp.web
import pytest

from vfmock.cli.errors import ClientError, RejectedError
from vfmock.cli.surfaces import SURFACES, Caller
from vfmock.cli.surfaces.events import events_of
from vfmock.types import JSONObject

HTTP = [name for name in SURFACES if name != "socket"]
STREAMS = [name for name in HTTP if name.endswith("stream")]
WHOLE = [name for name in HTTP if name not in STREAMS]

LAUNCH = {"type": "launch"}

Serve = Callable[[int, str, str], str]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serves one answer to everything: its status, its type and its body. Returns the URL."""
    answers: list[tuple[int, str, str]] = []

    async def handle(request: aiohttp.web.BaseRequest) -> aiohttp.web.Response:
        status, kind, body = answers[-1]
        return aiohttp.web.Response(status=status, content_type=kind, text=body)

    runner = aiohttp.web.ServerRunner(aiohttp.web.Server(handle))
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"

    def answer(status: int, kind: str, body: str) -> str:
        answers.append((status, kind, body))
        return url

    yield answer
    await runner.cleanup()


async def launch(surface: str, url: str) -> list[JSONObject]:
    """The traces of a launch; a session of v4 is there already."""
    key = "a key" if surface.startswith("v4") else None
    client = SURFACES[surface](Caller(url=url, user="ada", session_key=key))
    await client.open()
    try:
        return [trace async for trace in client.act(LAUNCH)]
    finally:
        await client.close()


@pytest.mark.parametrize("surface", HTTP)
@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://[", "ftp://x"])
async def test_a_url_without_a_server_is_an_error(surface: str, url: str) -> None:
    with pytest.raises(ClientError, match="can't connect to ") as caught:
        await launch(surface, url)
    assert not isinstance(caught.value, RejectedError)


@pytest.mark.parametrize("surface", ["legacy", "stable"])
async def test_a_key_that_no_header_can_have_is_an_error(serve: Serve, surface: str) -> None:
    url = serve(200, "application/json", "[]")
    client = SURFACES[surface](Caller(url=url, user="ada", key="VF.DM.x\n"))
    await client.open()
    with pytest.raises(ClientError, match=r"can't connect to .* headers"):
        await anext(client.act(LAUNCH))
    await client.close()


@pytest.mark.parametrize("surface", HTTP)
@pytest.mark.parametrize(
    ("status", "kind", "body", "problem"),
    [
        (404, "text/html", "<h1>Not here</h1>", "HTTP 404: <h1>Not here</h1>"),
        (502, "text/plain", "", "HTTP 502: Bad Gateway"),
        (409, "application/json", '{"code": 409, "message": "busy"}', "HTTP 409: busy"),
        (413, "application/json", '{"data": "too much"}', "HTTP 413: too much"),
        (400, "application/json", "[1]", r"HTTP 400: \[1\]"),
        (400, "application/json", "{}", "HTTP 400: {}"),
    ],
)
async def test_a_refusal_says_why(
    serve: Serve, surface: str, status: int, kind: str, body: str, problem: str
) -> None:
    with pytest.raises(RejectedError, match=f"^{problem}$"):
        await launch(surface, serve(status, kind, body))


@pytest.mark.parametrize("surface", WHOLE)
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<html>Welcome</html>", "wanted JSON, got '<html>Welcome</html>'"),
        ("", "wanted JSON, got ''"),
        ("{}", "wanted a list of traces, got "),
        ('{"traces": 7}', "wanted a list of traces, got "),
        ("7", "wanted a list of traces, got 7"),
    ],
)
async def test_an_answer_that_is_none_is_an_error(
    serve: Serve, surface: str, body: str, problem: str
) -> None:
    with pytest.raises(RejectedError, match=problem):
        await launch(surface, serve(200, "text/html", body))


@pytest.mark.parametrize("surface", STREAMS)
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<html>Welcome</html>", r"the answer \(text/html\) stopped without an event 'end'"),
        ("event: trace\ndata: {\n\n", "wanted JSON, got '{'"),
        ('event: error\ndata: {"message": "no"}\n\nevent: end\ndata: {}\n\n', "no"),
        ('event: error\ndata: "no"\n\n', "no"),
    ],
)
async def test_a_stream_that_is_none_is_an_error(
    serve: Serve, surface: str, body: str, problem: str
) -> None:
    with pytest.raises(RejectedError, match=problem):
        await launch(surface, serve(200, "text/html", body))


@pytest.mark.parametrize("surface", ["v4", "v4-stream"])
@pytest.mark.parametrize("body", ["{}", "[]", '{"sessionKey": 7}'])
async def test_a_session_without_a_key_is_an_error(serve: Serve, surface: str, body: str) -> None:
    url = serve(200, "application/json", body)
    with pytest.raises(ClientError, match=r"wanted \{sessionKey\}, got "):
        await SURFACES[surface](Caller(url=url, user="ada")).open()


STREAM = (
    '\nretry: 7\n: a comment\n\nevent: trace\nid: 1\ndata: {"é":\ndata: 1}\n\n'
    "event:end\r\ndata:{}\r\n\r\ndata: x\n\nevent: cut"
)


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_events_are_found_wherever_the_pieces_end(size: int) -> None:
    data = STREAM.encode()

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(data), size):
            yield data[at : at + size]

    async def found() -> Sequence[tuple[str, str]]:
        return [event async for event in events_of(pieces())]

    assert asyncio.run(found()) == [("trace", '{"é":1}'), ("end", "{}"), ("", "x")]
