"""A malformed request gets a client error, and nothing of it is in the log."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.clients.base import PATH
from tests.journal import noted
from tests.transports.raw import exchange
from vfmock import MockServer

PATHS = ["/__vfmock/clock", "/__vfmock/nothing", f"{PATH}/?EIO=4&transport=polling&sid=x"]
PATHS += ["/state/user/u/interact"]


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is logged as an error."""
    caplog.set_level(logging.ERROR)
    return caplog


async def status(server: MockServer, path: str, *headers: bytes, body: bytes = b"{}") -> int:
    """Make a request by hand; return the status of the answer."""
    head = [f"POST {path} HTTP/1.1".encode(), *headers, b"Content-Length: %d" % len(body)]
    answer = await exchange(server.port, b"\r\n".join([*head, b"", body]))
    return int(answer.split()[1])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encoding", [b"gzip", b"deflate"])
async def test_a_body_that_is_not_encoded_as_it_says(
    server: MockServer, log: pytest.LogCaptureFixture, path: str, encoding: bytes
) -> None:
    headers = (b"Host: localhost", b"Content-Encoding: " + encoding)
    assert await status(server, path, *headers, body=b"abcde") in (400, 404)
    assert log.records == []


async def test_the_answer_says_that_the_connection_closes(server: MockServer) -> None:
    head = b"POST /state/user/u/interact HTTP/1.1\r\nHost: localhost\r\n"
    rest = b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde"
    answer = await exchange(server.port, head + rest)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header",
    [
        b"Host: a:b:c",
        b"Host: localhost:99999",
        b"Host: \xff\xfe",
        b"Host: localhost\r\nAuthorization: \xff\xfe",
        b"Host: localhost\r\nOrigin: \xff",
        b"Host: localhost\r\nOrigin: http://[::1",
        b"Host: localhost\r\nCookie: \xff=1",
        b"Host: localhost\r\nContent-Type: application/json; charset=nope",
    ],
)
async def test_a_malformed_header(
    server: MockServer, log: pytest.LogCaptureFixture, path: str, header: bytes
) -> None:
    assert 400 <= await status(server, path, header) < 500
    assert log.records == []


async def test_a_body_that_is_too_large_for_the_admin_api(
    log: pytest.LogCaptureFixture,
) -> None:
    async with MockServer(max_payload=1000) as server:
        body = b" " * 2000
        assert await status(server, PATHS[0], b"Host: localhost", body=body) == 413
    assert log.records == []


async def test_binary_data_that_nothing_announced_is_a_parse_error(
    server: MockServer, log: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = (
        f"GET {PATH}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    writer.write(head.encode())
    await reader.readuntil(b"\r\n\r\n")
    for packet in (b"40", b"b="):
        writer.write(bytes([0x81, 0x80 | len(packet), 0, 0, 0, 0]) + packet)
    await noted(server, "disconnect")
    (refused,) = server.journal.notes("refused")
    assert refused.payload == (
        "the connection was closed at '': binary data came, and no event before it announced any"
        " (only a Socket.IO client can talk to this server)"
    )
    assert [entry.payload for entry in server.journal.notes("disconnect")] == ["parse error"]
    assert log.records == []
    writer.close()
