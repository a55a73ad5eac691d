"""Faults that break a connection."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.clients.base import Event, TransportMode, WireClient
from tests.clients.fixtures import ClientFactory, ClientKind
from tests.transports.raw import SEPARATOR, START, Polling, say
from tests.wire.faults.raw import CLOSE, TEXT, RawConnection
from tests.wire.faults.reports import CONNECTION
from tests.wire.faults.talk import agent, arm, connect, ends, entered, goes_on, send, shake_hands
from tests.wire.faults.words import join, notes_of, words_of
from vfmock import MockServer

HEARTBEAT = {"ping_interval": 1, "ping_timeout": 0.5}
SLOW = [name for name, report in CONNECTION.items() if report.slow]
LAUNCH = '42["action.send",{"action":{"type":"launch"},"messageID":"m1"}]'
AT_ONCE = [name for name in CONNECTION if name not in (*SLOW, "server restart")]


async def told(client: WireClient, wanted: str, seen: int) -> str:
    """What a client reports, until its connection has ended or is known to live."""
    return await (ends(client, seen) if "disconnect" in wanted else goes_on(client))


@pytest.mark.parametrize("name", AT_ONCE)
async def test_a_broken_connection(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    name: str,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    report = CONNECTION[name]
    server = agent(make_server)
    client = await connect(server, make_client, kind, way)
    await shake_hands(client)
    seen = len(client.received)
    arm(server, name, report)
    await send(client, report.action)
    wanted = report.of(kind).on(way)
    assert await told(client, wanted, seen) == wanted
    assert notes_of(server, name) == report.notes_on(name, way)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
async def test_a_connection_without_heartbeats(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    name: str,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    """In real time, the clients' own: 1.5 s without a ping is too long for them.

    Python's client waits for the answer of its last poll instead: max(interval, timeout) + 5 s.
    """
    report = CONNECTION[name]
    server = agent(make_server, **HEARTBEAT)
    client = await connect(server, make_client, kind, way)
    await shake_hands(client)
    seen = len(client.received)
    arm(server, name, report)
    await send(client, report.action)
    assert await told(client, "disconnect", seen) == report.of(kind).on(way)
    assert notes_of(server, name) == report.notes_on(name, way)


async def test_a_restart(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    report = CONNECTION["server restart"]
    server = agent(make_server, clock="mock")
    client = await connect(server, make_client, kind, way)
    await shake_hands(client)
    arm(server, "server restart", report)
    await send(client, report.action)
    await entered(server, lambda entry: entry.name == "server.restart")
    server.clock.advance(1.9)
    before = await goes_on(client)
    seen = len(client.received)
    server.clock.advance(0.1)
    assert join(before, await ends(client, seen)) == report.of(kind).on(way)
    assert notes_of(server, "server restart") == report.notes_on("server restart", way)


@pytest.mark.parametrize(
    "name", ["close code", "io server disconnect", "transport close", "transport error"]
)
async def test_what_was_sent_before_arrives(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    name: str,
    kind: ClientKind,
    way: TransportMode,
) -> None:
    report = CONNECTION[name]
    server = agent(make_server)
    client = await connect(server, make_client, kind, way)
    await shake_hands(client)
    seen = len(client.received)
    server.faults.add({name: report.given} if report.given else name, on="action.trace", nth=2)
    await send(client, report.action)
    wanted = report.of(kind).on(way)
    if "disconnect" in wanted:
        wanted = f"accepted, text one, text two, {wanted}"
    assert await told(client, wanted, seen) == wanted


@pytest.mark.parametrize("name", [*AT_ONCE, "server restart"])
async def test_what_the_wire_carries(
    make_server: Callable[..., MockServer], name: str, way: TransportMode
) -> None:
    report = CONNECTION[name]
    server = agent(make_server, clock="mock")
    arm(server, name, report)
    action = LAUNCH if report.action == "launch" else say(report.action, "m1")
    packets = (START, '42["session.create",{}]', action)
    told = _by_websocket if way == "websocket" else _by_polling
    assert await told(server, packets) == report.wire.on(way)


async def _by_websocket(server: MockServer, packets: tuple[str, ...]) -> str:
    async with await RawConnection.open(server) as raw:
        await raw.connect()
        for packet in packets:
            await raw.send(packet)
        story = _Story(server)
        while not story.is_over:
            frame = await raw.frame()
            if frame.opcode == TEXT:
                story.packet(frame.payload.decode())
            elif frame.opcode == CLOSE:
                code, reason = frame.payload[:2], frame.payload[2:].decode()
                story.end(f"close frame {int.from_bytes(code)} {reason}".rstrip())
            else:
                story.end("a frame with reserved bits")
    return story.told


async def _by_polling(server: MockServer, packets: tuple[str, ...]) -> str:
    async with Polling(server.url) as polling:
        await polling.connect()
        await polling.post(*packets)
        story = _Story(server)
        while not story.is_over:
            async with polling.http.get(polling.url) as response:
                if response.status != 200:
                    story.end(f"HTTP {response.status}")
                    continue
                for packet in (await response.text()).split(SEPARATOR):
                    story.packet(packet)
    return story.told


class _Story:
    """What a client by hand sees of an action, up to the break or to the end of the turn."""

    def __init__(self, server: MockServer) -> None:
        self.is_over = False
        self._server = server
        self._events: list[Event] = []
        self._end = ""

    @property
    def told(self) -> str:
        """All of it, without the handshake."""
        return join(words_of(self._events), self._end)

    def packet(self, packet: str) -> None:
        """Engine.IO's packet: an event, the break, or nothing of interest."""
        if packet in ("2", "6") or self.is_over:
            return
        try:
            name, payload = json.loads(packet.removeprefix("42"))
        except (ValueError, TypeError):
            self.end(f"packet {packet}")
            return
        if name in ("client.started", "session.created"):
            return
        self._events.append((name, [payload]))
        if name == "server.restart":
            self._server.clock.advance(2)
        self.is_over = payload.get("status") == "completed"

    def end(self, words: str) -> None:
        """It has come to its end."""
        self._end, self.is_over = words, True


async def test_half_open_swallows_nothing_that_was_sent_before(
    make_server: Callable[..., MockServer], make_client: ClientFactory, way: TransportMode
) -> None:
    server = agent(make_server)
    client = await connect(server, make_client, "node", way)
    await shake_hands(client)
    server.faults.add("half open", on="action.trace", nth=2)
    await send(client, "launch")
    traces = [await client.next("action.trace") for _ in range(2)]
    assert words_of(("action.trace", trace) for trace in traces) == "text one, text two"
