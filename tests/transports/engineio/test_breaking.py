"""How a connection breaks, frame by frame and request by request, with hand-made clients.

What real clients report of each fault is tested in ``tests/wire/faults``.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.clients.base import PATH
from tests.journal import entered, noted
from tests.transports.raw import START, Polling, say
from tests.wire.leftovers import on_loop, server_is_empty, tasks
from vfmock import MockServer, text
from vfmock.core.effects import ActionStatus
from vfmock.core.journal import Entry

CREATE = '42["session.create",{}]'
HANGING = 20.0


class Frames:
    """A client that reads websocket frames by hand."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def next(self) -> str:
        """The next text frame; a close frame as ``close CODE REASON``."""
        message = await asyncio.wait_for(self.socket.receive(), HANGING)
        if message.type is aiohttp.WSMsgType.TEXT:
            return str(message.data)
        if message.type is aiohttp.WSMsgType.CLOSE:
            return f"close {message.data} {message.extra}".rstrip()
        return message.type.name.lower()

    async def until_over(self) -> list[str]:
        """All frames until the websocket ends, as short words."""
        frames = [await self.next()]
        while frames[-1].startswith(("4", "2")):
            frames.append(await self.next())
        return [short(frame) for frame in frames]

    async def send(self, *frames: str) -> None:
        """Send frames."""
        for frame in frames:
            await self.socket.send_str(frame)


def short(packet: str) -> str:
    """A packet in a word: its event, its status, what it says, or the packet itself."""
    if not packet.startswith("42"):
        return packet
    name, payload = json.loads(packet[2:])
    if name == "action.status":
        return str(payload["status"])
    return str(payload["trace"]["payload"]["message"]) if name == "action.trace" else str(name)


@asynccontextmanager
async def websocket(server: MockServer) -> AsyncIterator[Frames]:
    """A client in a session, over a websocket."""
    async with aiohttp.ClientSession() as http:
        url = f"{server.url}{PATH}/?EIO=4&transport=websocket"
        async with http.ws_connect(url) as socket:
            client = Frames(socket)
            await client.next()
            await client.send("40", START, CREATE)
            assert (await client.next()).startswith("40")
            assert [short(await client.next()) for _ in range(2)] == [
                "client.started",
                "session.created",
            ]
            yield client


@asynccontextmanager
async def polling(server: MockServer) -> AsyncIterator[Polling]:
    """A client in a session, by polling."""
    async with Polling(server.url) as client:
        await client.connect()
        assert await client.post(START, CREATE) == 200
        await client.events(2)
        yield client


async def polls(client: Polling, count: int = 10) -> list[str]:
    """What polls get, as short words, until one is refused; a refusal as its status."""
    heard: list[str] = []
    for _ in range(count):
        async with client.http.get(client.url) as response:
            if response.status != 200:
                return [*heard, f"HTTP {response.status}"]
            heard += map(short, (await response.text()).split("\x1e"))
    return heard


@pytest.fixture
async def two(server: MockServer) -> AsyncIterator[MockServer]:
    """The server says two things to each text. A broken connection leaves nothing behind in it."""
    before = tasks(server)
    server.override.text().reply(text("one"), text("two"))
    yield server
    await server_is_empty(server, before)


# Polling.


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        ("transport close", ["accepted", "one", "two", "completed", "1", "HTTP 400"]),
        ("transport error", ["accepted", "one", "two", "completed", "HTTP 500", "HTTP 400"]),
        ("server restart", ["accepted", "one", "two", "completed", "server.restart", "HTTP 400"]),
    ],
)
async def test_what_was_sent_comes_before_the_end_by_polling(
    two: MockServer, fault: str, heard: list[str]
) -> None:
    two.faults.add(fault, on="completed")
    async with polling(two) as client:
        await client.post(say("hello", "1"))
        got = await polls(client)
        got += await polls(client) if got[-1] == "HTTP 500" else []
    assert got == heard


async def test_the_failure_of_a_poll_can_be_read_by_a_browser(two: MockServer) -> None:
    two.faults.add("transport error")
    async with polling(two) as client:
        await client.post(say("hello", "1"))
        headers = {"Origin": "https://shop.example"}
        async with client.http.get(client.url, headers=headers) as response:
            assert response.status == 500
            assert response.headers["Access-Control-Allow-Origin"] == headers["Origin"]


@pytest.mark.parametrize("fault", ["transport close", "transport error"])
async def test_nothing_is_taken_from_a_broken_polling_connection(
    two: MockServer, fault: str
) -> None:
    async with polling(two) as client:
        two.faults.inject(fault, user="u")
        assert await client.post(say("too late", "1")) in (200, 400)
        await polls(client)
    two.verify.no_actions()


async def test_nothing_is_sent_to_a_broken_polling_connection(two: MockServer) -> None:
    two.faults.add("transport close", on="action.send")
    async with polling(two) as client:
        await client.post(say("hello", "1"))
        assert await polls(client) == ["1", "HTTP 400"]
    lost = [entry.payload for entry in two.journal.notes("undelivered")]
    assert lost == [
        "action.status accepted",
        "action.trace text 'one'",
        "action.trace text 'two'",
        "action.status completed",
    ]


async def test_a_disconnected_socket_io_client_keeps_its_engine_io_connection(
    two: MockServer,
) -> None:
    two.faults.add("io server disconnect", on="action.send")
    async with polling(two) as client:
        await client.post(say("hello", "1"))
        assert await client.poll() == ["41"]
        assert await client.post("40") == 200
        assert (await client.poll())[0].startswith("40")
        await client.post("1")
    two.verify.action(times=1)


async def test_a_waiting_poll_is_answered_when_the_grace_of_a_restart_is_over() -> None:
    with MockServer(clock="mock") as server:
        async with polling(server) as client:
            server.restart(grace=5)
            assert [short(one) for one in await client.poll()] == ["server.restart"]
            poll = asyncio.create_task(polls(client))
            await asyncio.sleep(0)
            server.clock.advance(5)
            assert (await asyncio.wait_for(poll, HANGING))[-1] == "HTTP 400"


@pytest.mark.parametrize("last", ["1", "42[]"])
async def test_a_waiting_poll_is_answered_when_its_connection_ends(
    server: MockServer, last: str
) -> None:
    async with polling(server) as client:
        poll = asyncio.create_task(polls(client))
        await asyncio.sleep(0)
        await client.post(last)
        assert (await asyncio.wait_for(poll, 10))[-1] == "HTTP 400"


async def test_a_text_that_is_no_packet_ends_the_waiting_poll(server: MockServer) -> None:
    async with polling(server) as client:
        poll = asyncio.create_task(polls(client))
        await asyncio.sleep(0)
        assert await client.post("x") == 400
        assert await asyncio.wait_for(poll, 10) == ["1", "HTTP 400"]


async def test_a_client_that_lingers_is_not_told_of_the_end(two: MockServer) -> None:
    async with polling(two) as client:
        two.faults.inject("ping timeout", user="u")
        await client.post(say("hello", "1"))
        assert [short(one) for one in await client.poll()] == [
            "accepted",
            "one",
            "two",
            "completed",
        ]
        await client.post("1")  # the connection is over, and a poll would be refused
        await noted(two, "disconnect")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.poll(), 0.1)


async def test_a_connected_client_may_upgrade_while_the_server_drains(server: MockServer) -> None:
    async with polling(server) as client:
        for host in server._live().hosts:
            host.drain()
        url = client.url.replace("polling", "websocket")
        async with client.http.ws_connect(url) as socket:
            await socket.send_str("2probe")
            assert (await socket.receive_str()) == "3probe"
        async with client.http.get(client.base) as response:
            assert response.status == 503


# Websocket.


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        ("transport close", ["accepted", "one", "two", "completed", "close 1000"]),
        (
            {"close code": {"code": 4001, "reason": "bye"}},
            [
                "accepted",
                "one",
                "two",
                "completed",
                "close 4001 bye",
            ],
        ),
        ("transport error", ["accepted", "one", "two", "completed", "error"]),
        (
            "server restart",
            [
                "accepted",
                "one",
                "two",
                "completed",
                "server.restart",
                "close 1000",
            ],
        ),
    ],
)
async def test_what_was_sent_comes_before_the_end_by_websocket(
    two: MockServer, fault: Any, heard: list[str]
) -> None:
    two.faults.add(fault, on="completed")
    async with websocket(two) as client:
        await client.send(say("hello", "1"))
        assert await client.until_over() == heard
    await noted(two, "disconnect")


@pytest.mark.parametrize("fault", ["transport close", "transport error"])
async def test_nothing_is_taken_from_a_broken_websocket(two: MockServer, fault: str) -> None:
    async with websocket(two) as client:
        two.faults.inject(fault, user="u")
        await client.send(say("too late", "1"))
        await client.until_over()
    await noted(two, "disconnect")
    two.verify.no_actions()


async def test_nothing_comes_from_or_goes_to_a_half_open_websocket(two: MockServer) -> None:
    async with websocket(two) as client:
        two.faults.inject("half open", user="u")
        await client.send(say("unheard", "1"), "x")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.socket.receive(), 0.1)
        two.verify.no_actions()
        assert not two.journal.notes("disconnect")
    await noted(two, "disconnect")


async def test_a_half_open_connection_drops_what_is_sent(two: MockServer) -> None:
    two.faults.add("half open", on="accepted")
    async with websocket(two) as client:
        await client.send(say("hello", "1"))
        assert short(await client.next()) == "accepted"
        await entered(two, lambda entry: entry.name == "undelivered", 3)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.socket.receive(), 0.1)


async def test_the_close_frame_waits_for_frames_that_are_written_together(
    two: MockServer,
) -> None:
    two.faults.add({"coalesced": "10ms"})
    two.faults.add("transport close", on="completed")
    async with websocket(two) as client:
        await client.send(say("hello", "1"))
        assert await client.until_over() == ["accepted", "one", "two", "completed", "close 1000"]


@pytest.fixture
def slow() -> Iterator[MockServer]:
    """A server whose clock stands still, with a wire that waits an hour after the first byte."""
    with MockServer(clock="mock") as server:
        server.on.text().reply(text("x" * 1000))
        server.faults.add({"slow drip": {"pieces": 1, "every": "1h"}}, on="action.send")
        yield server


async def passing(server: MockServer, work: Coroutine[Any, Any, list[str]]) -> list[str]:
    """Let the time of a server pass until a client has heard everything."""
    task = asyncio.create_task(work)
    while not task.done():
        server.clock.advance(hours=5000)
        await asyncio.wait([task], timeout=0.01)
    return task.result()


async def six(client: Frames) -> list[str]:
    """The next six frames."""
    return [await client.next() for _ in range(6)]


def is_sent(entry: Entry) -> bool:
    """Whether an entry is the last message of a turn."""
    return isinstance(entry.item, ActionStatus) and entry.item.status == "completed"


async def test_the_close_frame_waits_for_a_slow_wire(slow: MockServer) -> None:
    async with websocket(slow) as client:
        await client.send(say("hello", "1"))
        await entered(slow, is_sent)
        slow.faults.inject("transport close", user="u")
        frames = await passing(slow, client.until_over())
    assert [frame[:1] for frame in frames] == ["a", "x", "c", "c"]
    assert frames[-1] == "close 1000"


async def test_nothing_overtakes_a_slow_wire(slow: MockServer) -> None:
    async with websocket(slow) as client:
        await client.send(say("hello", "1"))
        await entered(slow, is_sent)
        slow.faults.clear()
        await client.send(say("again", "2"))
        await entered(slow, is_sent, 2)
        frames = await passing(slow, six(client))
    assert [short(frame)[:1] for frame in frames] == ["a", "x", "c"] * 2


async def test_a_client_of_a_slow_wire_that_leaves_is_let_go(slow: MockServer) -> None:
    async with websocket(slow) as client:
        await client.send(say("hello", "1"))
        await entered(slow, is_sent)
    await noted(slow, "disconnect")


async def test_a_server_with_a_slow_wire_stops(slow: MockServer) -> None:
    async with websocket(slow) as client:
        await client.send(say("hello", "1"))
        await entered(slow, is_sent)
        await asyncio.wait_for(asyncio.to_thread(slow.stop), HANGING)
        ends = (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR, aiohttp.WSMsgType.CLOSE)
        assert (await asyncio.wait_for(client.socket.receive(), HANGING)).type in ends


async def test_what_waits_for_a_slow_wire_waits_for_the_clock(slow: MockServer) -> None:
    async with websocket(slow) as client:
        await client.send(say("hello", "1"))
        await entered(slow, is_sent)
        world = slow._control.world
        (link,) = world.links.values()
        # The loop of the server is asked, because it may still be sending.
        assert on_loop(slow, lambda: (world.in_flight(), link.outbox.queued > 1000)) == (
            False,
            True,
        )
