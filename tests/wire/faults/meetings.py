"""How a client meets a fault: one way for each group of faults, whichever the client is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.clients.base import TransportMode, WireClient
from tests.clients.fixtures import ClientFactory, ClientKind
from tests.clients.python_async import PythonAsyncClient
from tests.journal import entered
from tests.wire.faults.by_hand import knock, listen
from tests.wire.faults.reports import GROUPS, REPORTS, Report
from tests.wire.faults.talk import (
    KINDS,
    WAYS,
    agent,
    arm,
    attempt,
    begin,
    connect,
    ends,
    finish,
    goes_on,
    over,
    send,
    shake_hands,
)
from tests.wire.faults.words import ACTION, NOTHING, join, notes_of
from vfmock import MockServer

BY_HAND: Literal["by hand"] = "by hand"
"""The client that shows the bytes of the wire."""

IMPATIENT: dict[ClientKind, dict[str, float]] = {
    "node": {"timeout": 250},
    "python_async": {"request_timeout": 0.25},
}
"""How clients are told to give up sooner than after 20 s and 5 s."""

LONGER = 0.5
"""Seconds in which a client that was told so has given up."""

HEARTBEAT = {"ping_interval": 1, "ping_timeout": 0.5}
"""1.5 s without a ping are too long for a client then, in its own time."""

PATIENCE = 5.0
"""Seconds that Python's client waits for the answer to a poll beyond the longer of the two."""


def cases_of(fault: str) -> list[tuple[str, TransportMode]]:
    """The clients that meet a fault, and the transports on which they do.

    By hand only where clients have words of their own for what the wire carries, and where nothing
    takes its time.
    """
    report = REPORTS[fault]
    ways: list[TransportMode] = [*WAYS, *(("upgrade",) if report.wire.upgrade else ())]
    kinds = (*KINDS, BY_HAND) if _is_shown_by_hand(fault) else KINDS
    return [(kind, way) for kind in kinds for way in ways]


def _is_shown_by_hand(fault: str) -> bool:
    report = REPORTS[fault]
    if report.slow:
        return False
    return fault in GROUPS["connection"] or (fault in GROUPS["connecting"] and not report.late)


@dataclass(slots=True)
class Meeting:
    """One client that meets one fault, on a server of its own."""

    make_server: Callable[..., MockServer]
    make_client: ClientFactory
    fault: str
    kind: ClientKind
    way: TransportMode
    report: Report = field(init=False)
    server: MockServer = field(init=False)

    def __post_init__(self) -> None:
        self.report = REPORTS[self.fault]
        options: dict[str, Any] = HEARTBEAT if self.report.slow else {}
        if self.report.late or self.fault in GROUPS["wire"]:
            options = {**options, "clock": "mock"}
        self.server = agent(self.make_server, **options)

    async def outcome(self) -> tuple[str, list[str]]:
        """What the client reports, and the notes of the journal about the fault."""
        group = next(name for name, reports in GROUPS.items() if self.fault in reports)
        told = await _MEETINGS[group](self)
        return told, notes_of(self.server, self.fault)

    async def shown(self) -> tuple[str, list[str]]:
        """What a hand-written client sees of the fault, and the notes."""
        self.arm()
        if self.fault in GROUPS["connecting"]:
            told = await knock(self.server, self.way)
        else:
            told = await listen(self.server, self.report, self.way)
        return told, notes_of(self.server, self.fault)

    @property
    def wanted(self) -> str:
        """What the client must report; this says what to wait for."""
        return self.report.of(self.kind).on(self.way)

    async def happened(self) -> None:
        """Wait until the journal has a note of the fault."""
        await entered(
            self.server, lambda entry: entry.direction == "note" and entry.fault == self.fault
        )

    def arm(self) -> None:
        """Arm the fault as its report says."""
        arm(self.server, self.fault, self.report)

    async def connect(self) -> WireClient:
        """A client that is connected."""
        return await connect(self.server, self.make_client, self.kind, self.way)


async def _at_connecting(meeting: Meeting) -> str:
    """Try to connect; after the fault is removed, connecting must succeed."""
    meeting.arm()
    options = IMPATIENT[meeting.kind] if meeting.report.slow else {}
    trying = asyncio.create_task(
        attempt(meeting.server, meeting.make_client, meeting.kind, meeting.way, **options)
    )
    client, told = await _result(meeting, trying)
    if meeting.way == "upgrade":
        assert client is not None
        assert client.transport == "polling"
    meeting.server.faults.clear()
    await shake_hands(client if client and client.transport else await meeting.connect())
    return told


async def _result(
    meeting: Meeting, trying: asyncio.Task[tuple[WireClient, str]]
) -> tuple[WireClient | None, str]:
    """The result of an attempt, which must not come too early."""
    if meeting.report.late:
        await meeting.happened()
        meeting.server.clock.advance(meeting.report.late[0])
        await shake_hands(await meeting.connect())  # the fault has had its one time
        assert not trying.done()
        meeting.server.clock.advance(meeting.report.late[1])
    if meeting.wanted != NOTHING:
        return await trying
    # aiohttp would give up a websocket after 300 s; `request_timeout` is for polling alone.
    await meeting.happened()
    done, _ = await asyncio.wait([trying], timeout=LONGER)
    assert not done
    trying.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await trying
    return None, NOTHING


async def _in_the_handshake(meeting: Meeting) -> str:
    """Send both events of the handshake and an action; what is late comes when its time has."""
    client = await meeting.connect()
    meeting.arm()
    await begin(client)
    told = await finish(client, meeting.report.action, ACTION)
    if not meeting.report.late:
        return join(told, await goes_on(client))
    meeting.server.clock.advance(meeting.report.late[0])
    assert await goes_on(client) == ""
    meeting.server.clock.advance(meeting.report.late[1])
    return join(told, await goes_on(client))


async def _in_a_turn(meeting: Meeting) -> str:
    """Send an action, until the connection has ended or is known to live."""
    client = await meeting.connect()
    if meeting.report.slow and meeting.way == "polling" and isinstance(client, PythonAsyncClient):
        engine = client._sio.eio  # gives up a poll when the others miss a heartbeat
        engine.ping_interval = engine.ping_timeout = sum(HEARTBEAT.values()) - PATIENCE
    await shake_hands(client)
    seen = len(client.received)
    meeting.arm()
    await send(client, meeting.report.action)
    before = ""
    if meeting.report.late:
        await entered(meeting.server, lambda entry: entry.name == "server.restart")
        meeting.server.clock.advance(meeting.report.late[0])
        before = await goes_on(client)
        seen = len(client.received)
        meeting.server.clock.advance(meeting.report.late[1])
    is_over = "disconnect" in meeting.wanted
    return join(before, await (ends(client, seen) if is_over else goes_on(client)))


async def _on_the_wire(meeting: Meeting) -> str:
    """Send an action; the journal has what goes out when it goes, so it says that nothing has."""
    server, report = meeting.server, meeting.report
    client = await meeting.connect()
    await shake_hands(client)
    seen, sent = len(client.received), len(server.journal.sent("action.status"))
    meeting.arm()
    await send(client, report.action)
    await meeting.happened()
    if report.late:
        server.clock.advance(report.late[0])
        assert len(server.journal.sent("action.status")) == sent
        assert len(client.received) == seen
        server.clock.advance(report.late[1])
        return await over(client)
    coming = asyncio.create_task(over(client))
    while not coming.done():
        server.clock.advance(0.0625)
        await asyncio.sleep(0)  # lets the client read
    return await coming


_MEETINGS: dict[str, Callable[[Meeting], Awaitable[str]]] = {
    "connecting": _at_connecting,
    "connection": _in_a_turn,
    "handshake": _in_the_handshake,
    "turn": _in_a_turn,
    "wire": _on_the_wire,
}
