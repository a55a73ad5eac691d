"""What waits for a client is counted, and does not outlive it."""

from __future__ import annotations

import asyncio

import pytest

from tests.clients.base import PATH
from tests.journal import entered, noted
from tests.transports.raw import START, Polling, say
from vfmock import MockServer, text
from vfmock.runtime.clock import MockClock
from vfmock.transports.engineio.faucet import Faucet

LARGE = "x" * 150_000
"""A trace of it has twice as many bytes, and a turn ten times as many as a trace: 3 MB."""


def test_a_faucet_knows_what_it_has_not_written() -> None:
    clock = MockClock(0.0)
    written: list[bytes] = []
    faucet = Faucet(clock, written.append)
    faucet.put(b"12345", 2, 1.0)
    assert (written, faucet.size) == ([b"12"], 3)
    clock.advance(1)
    assert (written, faucet.size) == ([b"12", b"34"], 1)
    faucet.put(b"678")
    assert faucet.size == 4
    faucet.cut()
    assert faucet.size == 0


@pytest.fixture
def server() -> MockServer:
    server = MockServer(max_queued=4_000_000)
    server.on.text("large").reply(*[text(LARGE) for _ in range(10)])
    server.on.text("hi").reply(text("hello"))
    return server


def test_a_faucet_runs_dry_when_the_last_byte_is_written() -> None:
    clock, written = MockClock(0.0), bytearray()
    faucet = Faucet(clock, written.extend)
    dry: list[bytes] = []
    faucet.when_dry(lambda: dry.append(bytes(written)))
    assert dry == [b""]
    faucet.put(b"abc", 1, 1.0)
    faucet.put(b"d")
    faucet.when_dry(lambda: dry.append(bytes(written)))
    for expected in (b"a", b"ab", b"abc"):
        assert (dry, bytes(written)) == ([b""], expected)
        clock.advance(1)
    assert dry == [b"", b"abcd"]


def test_a_faucet_that_is_cut_writes_nothing_more() -> None:
    clock, written = MockClock(0.0), bytearray()
    faucet = Faucet(clock, written.extend)
    faucet.put(b"abc", 1, 1.0)
    faucet.when_dry(lambda: written.extend(b"dry"))
    faucet.cut()
    assert (clock.waiting, faucet.size, faucet.pending) == (0, 0, False)
    clock.advance(10)
    assert bytes(written) == b"a"
    faucet.put(b"d")
    assert bytes(written) == b"ad"


async def test_a_client_that_never_polls_loses_its_connection(server: MockServer) -> None:
    async with server, Polling(server.url) as client, Polling(server.url) as other:
        await client.connect()
        await client.post(START, '42["session.create",{}]', say("large", "1"))
        assert server.journal.notes("overflow") == []
        await client.post(say("large", "2"))
        await noted(server, "disconnect")
        (note,) = server.journal.notes("overflow")
        assert note.payload == (
            "more than 4000000 bytes wait for the client: the connection is closed"
        )
        await other.connect()
        await other.post(START, '42["session.create",{}]', say("hi", "1"))
        names = [name for name, _ in await other.events(5)]
        assert names[-2:] == ["action.trace", "action.status"]


async def _websocket(server: MockServer) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a websocket by hand, so that nothing reads it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
    head = (
        f"GET {PATH}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    writer.write(head.encode())
    await reader.readuntil(b"\r\n\r\n")
    for packet in ("40", START, '42["session.create",{}]'):
        writer.write(_frame(packet))
    return reader, writer


def _frame(packet: str) -> bytes:
    data = packet.encode()
    assert len(data) < 126
    return bytes([0x81, 0x80 | len(data), 0, 0, 0, 0]) + data


def _say_large() -> bytes:
    return _frame('42["action.send",{"action":{"type":"text","payload":"large"}}]')


async def test_a_websocket_that_nobody_reads_loses_its_connection(server: MockServer) -> None:
    async with server:
        _, writer = await _websocket(server)
        while not server.journal.notes("overflow"):
            writer.write(_say_large())
            await asyncio.sleep(0)
        await noted(server, "disconnect")
        writer.close()


async def test_what_waits_for_a_client_goes_with_it() -> None:
    server = MockServer(max_queued=100_000_000)
    server.on.text("large").reply(*[text(LARGE) for _ in range(10)])
    async with server:
        _, writer = await _websocket(server)
        for turns in range(1, 21):  # more than the buffers of a TCP connection take
            writer.write(_say_large())
            await entered(server, lambda entry: entry.name == "action.trace", 10 * turns)
        (link,) = server._control.world.links.values()
        assert link.outbox.queued > 0
        writer.transport.abort()
        await noted(server, "disconnect")
        assert link.outbox.queued == 0
