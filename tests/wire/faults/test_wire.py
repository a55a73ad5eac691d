"""Faults in how bytes travel: the bytes themselves, seen by hand.

The mock clock stands still unless the test moves it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import aiohttp
import pytest

from tests.journal import entered
from tests.transports.raw import SEPARATOR, START, Polling
from tests.wire.faults.by_hand import CREATE, LAUNCH
from tests.wire.faults.raw import RawConnection
from tests.wire.faults.talk import agent
from vfmock import MockServer
from vfmock.transports.engineio.websocket import WebSocket


async def _greet(raw: RawConnection) -> None:
    await raw.connect()
    for packet in (START, CREATE):
        await raw.send(packet)
        await raw.text()


async def test_split_sends_fragments_of_a_websocket_message(
    make_server: Callable[..., MockServer],
) -> None:
    server = agent(make_server)
    server.faults.add({"split": 16}, on="action.send")
    async with await RawConnection.open(server) as raw:
        await _greet(raw)
        await raw.send(LAUNCH)
        frames = [await raw.frame()]
        while not frames[-1].final:
            frames.append(await raw.frame())
    assert len(frames) > 2
    assert [frame.opcode for frame in frames] == [1] + [0] * (len(frames) - 1)
    assert {len(frame.payload) for frame in frames[:-1]} == {16}
    whole = b"".join(frame.payload for frame in frames).decode()
    assert json.loads(whole[2:])[1]["status"] == "accepted"


async def test_split_sends_chunks_of_a_polling_response(
    make_server: Callable[..., MockServer],
) -> None:
    server = agent(make_server)
    server.faults.add({"split": 16}, on="action.send")
    async with Polling(server.url) as polling:
        await polling.connect()
        await polling.post(START, CREATE)
        await polling.events(2)
        await polling.post(LAUNCH)
        chunks = await _chunks(server, polling)
    assert len(chunks) > 2
    assert {len(chunk) for chunk in chunks[:-1]} == {16}
    whole = b"".join(chunks).decode()
    events = [json.loads(packet[2:]) for packet in whole.split(SEPARATOR)]
    assert [name for name, _ in events] == [
        "action.status",
        "action.trace",
        "action.trace",
        "action.status",
    ]


async def _chunks(server: MockServer, polling: Polling) -> list[bytes]:
    """Poll, and read the chunks of the response one by one (RFC 9112, section 7.1)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    target = polling.url.removeprefix(server.url)
    writer.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head.lower()
    chunks = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        chunks.append((await reader.readexactly(size + 2))[:-2])
    writer.close()
    return chunks


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What is written to websockets, write by write."""
    written: list[bytes] = []
    write = WebSocket._write

    def record(self: WebSocket, data: bytes) -> None:
        written.append(data)
        write(self, data)

    monkeypatch.setattr(WebSocket, "_write", record)
    return written


async def test_a_turn_without_a_fault_is_one_write(
    make_server: Callable[..., MockServer], writes: list[bytes]
) -> None:
    server = agent(make_server)
    async with await RawConnection.open(server) as raw:
        await _greet(raw)
        writes.clear()
        await raw.send(LAUNCH)
        frames = [await raw.text() for _ in range(4)]
    assert "accepted" in frames[0]
    assert "completed" in frames[-1]
    assert len([write for write in writes if b"42[" in write]) == 1


async def test_coalesced_sends_many_frames_in_one_write(
    make_server: Callable[..., MockServer], writes: list[bytes]
) -> None:
    server = agent(make_server, clock="mock")
    server.faults.add({"coalesced": 0.5}, on="action.send")
    async with await RawConnection.open(server) as raw:
        await _greet(raw)
        writes.clear()
        await raw.send(LAUNCH)
        await entered(server, lambda entry: entry.fault == "coalesced")
        server.clock.advance(0.5)
        frames = [await raw.frame() for _ in range(4)]
    assert all(frame.final for frame in frames)
    assert len(writes) == 1
    assert writes[0].count(b"42[") == 4


async def test_coalesced_sends_one_response_to_a_poll(
    make_server: Callable[..., MockServer],
) -> None:
    server = agent(make_server, clock="mock")
    server.faults.add({"coalesced": 0.5}, on="action.send")
    async with Polling(server.url) as polling:
        await polling.connect()
        await polling.post(START, CREATE)
        await polling.events(2)
        await polling.post(LAUNCH)
        server.clock.advance(0.5)
        packets = await polling.poll()
    assert len(packets) == 4


async def test_slow_drip_sends_a_few_bytes_at_a_time_on_a_websocket(
    make_server: Callable[..., MockServer], writes: list[bytes]
) -> None:
    server = agent(make_server, clock="mock")
    server.faults.add({"slow drip": {"pieces": 10, "every": 1}}, on="action.send")
    async with await RawConnection.open(server) as raw:
        await _greet(raw)
        writes.clear()
        await raw.send(LAUNCH)
        await entered(server, lambda entry: entry.name == "action.status")
        first = await raw.reader.readexactly(10)
        size = 2 + first[1]
        drops = -(-size // 10)
        for drop in range(1, drops):
            assert len(writes) == drop
            server.clock.advance(1)
        whole = first + await raw.reader.readexactly(size - 10)
    assert json.loads(whole[4:])[1]["status"] == "accepted"


async def test_slow_drip_sends_a_few_bytes_at_a_time_in_a_polling_response(
    make_server: Callable[..., MockServer],
) -> None:
    server = agent(make_server, clock="mock")
    server.faults.add({"slow drip": {"pieces": 10, "every": 1}}, on="action.send")
    async with Polling(server.url) as polling:
        await polling.connect()
        await polling.post(START, CREATE)
        await polling.events(2)
        await polling.post(LAUNCH)
        response = await polling.http.get(polling.url)
        assert await _first(response) == 10
        server.clock.advance(1)
        assert await _first(response) == 10
        response.close()


async def _first(response: aiohttp.ClientResponse) -> int:
    """The size of the next chunk that arrives."""
    chunk, _ = await response.content.readchunk()
    return len(chunk)
