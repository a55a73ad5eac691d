"""Every fault, for one client three times in a row and for ten at once, leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import socketio  # type: ignore[import-untyped, unused-ignore]

from tests.clients.base import BOUND, TRANSPORTS, ConnectError, TransportMode
from tests.clients.python_async import PythonAsyncClient
from tests.journal import entered
from tests.wire.faults.reports import REPORTS
from tests.wire.faults.talk import WAYS
from tests.wire.leftovers import end_sessions, server_is_empty, tasks
from vfmock import MockServer, audio, completion, pause, text
from vfmock.core.faults import FAULTS, Fault
from vfmock.core.faults.base import ConnectionFault, HostFault
from vfmock.core.faults.transport_fault import BreakTransport, CloseTransport
from vfmock.core.faults.triggers import UPGRADE
from vfmock.core.faults.turn.trace_burst import TraceBurst
from vfmock.core.faults.turn.trace_huge import TraceHuge
from vfmock.core.scenario import Scenario, SessionOptions
from vfmock.types import Duration

pytestmark = pytest.mark.slow

AT_ONCE = 10


def modes_of(name: str) -> list[TransportMode]:
    """The transports on which a fault has something to do."""
    triggers = set(FAULTS[name].triggers)
    upgrade: list[TransportMode] = ["upgrade"] if UPGRADE in triggers else []
    if triggers == {UPGRADE}:
        return upgrade
    return [way for way in WAYS if way != REPORTS[name].spares] + upgrade


CASES = [(name, mode) for name in REPORTS for mode in modes_of(name)]

SMALLER: dict[str, Fault] = {
    "trace burst": TraceBurst(count=50),
    "trace huge": TraceHuge(size=50_000),
}
"""What would only cost time in its usual size."""

DEAF = {name for name, report in REPORTS.items() if report.slow}
"""Faults that a client could not take its leave from: it would wait for an answer."""


def is_slow_to_go(name: str) -> bool:
    """Whether a server lets go of its clients in real time: then one alone is enough."""
    fault = FAULTS[name]()
    closes = isinstance(fault, ConnectionFault) and isinstance(
        fault.transport_fault(), CloseTransport | BreakTransport
    )
    return closes or name in DEAF


CONFIG = {"completionEvents": True, "audioEvents": True}


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A server whose time passes by itself as soon as it is all that is waited for.

    Where a client is let go of in real time, the heartbeats are as fast as can be. A busy machine
    misses such ones where nothing is the matter, so the others have all the time that they want.
    """
    options: dict[str, Any] = {"clock": "mock", "autojump": True, "autojump_quiet": 3600}
    named = getattr(request.node, "callspec", None)
    name = "" if named is None else named.params.get("name", "")
    if not name or name == "trace burst" or is_slow_to_go(name):
        options |= {"ping_interval": 1, "ping_timeout": 0.25}
    lasting = Scenario(session=SessionOptions(max_length=Duration(86400)))
    with MockServer(lasting, seed=1, **options) as server:
        answer = (text("a"), completion("a b c", chunk=2, per_second=2), audio("x"), pause(1))
        server.on.text("hi").reply(*answer, text("b"))
        yield server


@pytest.mark.parametrize(("name", "mode"), CASES)
async def test_a_fault_leaves_nothing_behind(
    server: MockServer, name: str, mode: TransportMode
) -> None:
    before = tasks(server)
    fault = SMALLER.get(name) or FAULTS[name]()
    for _ in range(1 if is_slow_to_go(name) else 3):
        await meet(server, fault, mode, clients=1)
        await server_is_empty(server, before)
    await meet(server, fault, mode, clients=AT_ONCE)
    await server_is_empty(server, before)
    staying = await meet(server, fault, mode, clients=1, stay=True)
    try:
        await stops_whole(server)
    finally:
        for client in staying:
            await hang_up(client)
            await client.close()


@pytest.mark.parametrize("mode", TRANSPORTS)
async def test_the_watch_of_engine_io_removes_closed_connections(
    server: MockServer, mode: TransportMode
) -> None:
    before = tasks(server)
    async with PythonAsyncClient() as client:
        await talk(client, server.url, mode, "u")
    await server_is_empty(server, before)


@pytest.mark.parametrize(("mode", "carrier"), [("websocket", "websockets"), ("polling", "task")])
async def test_leftovers_of_a_client_are_found(
    server: MockServer, mode: TransportMode, carrier: str
) -> None:
    """The check can fail: a connected client is found in every place that the check looks at."""
    before = tasks(server)
    async with PythonAsyncClient() as client:
        await client.connect_via(server.url, mode)
        await greet(client, "u")
        await client.next("session.created")
        with pytest.raises(AssertionError, match="left over:") as raised:
            await server_is_empty(server, before, bound=0, ending=False)
    places = ("links", "connections", "sessions", "heartbeats", "stored sessions", "timers")
    for what in (*places, carrier):
        assert f"\n{what}: " in str(raised.value)
    end_sessions(server)
    await server_is_empty(server, before)


async def meet(
    server: MockServer, fault: Fault, mode: TransportMode, *, clients: int, stay: bool = False
) -> list[PythonAsyncClient]:
    """Let clients meet a fault, and leave unless they shall stay; return them.

    A port is closed for all of them at once.
    """
    server.journal.clear()
    armed = server.faults.add(fault, times=None if isinstance(fault, HostFault) else "always")
    met = 1 if isinstance(fault, HostFault) else clients
    visits = [visit(server, fault, mode, f"u{n}", met, stay) for n in range(clients)]
    came = await asyncio.gather(*visits)
    armed.remove()
    if not stay:
        end_sessions(server)
    return came


async def visit(
    server: MockServer, fault: Fault, mode: TransportMode, user: str, times: int, stay: bool
) -> PythonAsyncClient:
    """Connect, talk until all have met the fault, and leave unless it shall stay."""
    client = PythonAsyncClient()
    talking = asyncio.ensure_future(talk(client, server.url, mode, user))
    await happened(server, fault.name, times)
    if fault.name == "handshake timeout":
        talking.cancel()
    if fault.name in DEAF and not stay:
        await hang_up(client)
    with suppress(ConnectError, asyncio.CancelledError, socketio.exceptions.SocketIOError):
        await talking
    if not stay:
        await client.close()
    return client


async def talk(client: PythonAsyncClient, url: str, mode: TransportMode, user: str) -> None:
    """Connect and send everything there is to send, whatever the answers."""
    options: dict[str, Any] = {"reconnection": False, "request_timeout": BOUND}
    await client.connect(url, transports=TRANSPORTS[mode], **options)
    await greet(client, user)
    for message_id in ("1", "2"):
        action = {"type": "text", "payload": "hi"}
        await client.emit("action.send", {"action": action, "messageID": message_id})


async def greet(client: PythonAsyncClient, user: str) -> None:
    """Shake hands and make a session."""
    metadata = {"userID": user, "projectID": "p", "config": CONFIG}
    await client.emit("client.start", metadata)
    await client.emit("session.create", {})


async def hang_up(client: PythonAsyncClient) -> None:
    """Leave silently, as a killed process does."""
    engine = client._sio.eio
    loops = [engine.read_loop_task, engine.write_loop_task]
    engine.state = "disconnected"  # or it would make a new HTTP session to say goodbye
    for task in loops:
        if task is not None:
            task.cancel()
    await asyncio.gather(*(task for task in loops if task is not None), return_exceptions=True)
    engine.read_loop_task = engine.write_loop_task = None
    websocket = getattr(engine, "ws", None)
    if websocket is not None:
        websocket._response.close()
    if client._http is not None:
        await client._http.close()


async def happened(server: MockServer, name: str, times: int) -> None:
    """Wait until a fault has happened that many times, or could not happen."""
    ends = ("fault", "fault_missed")
    await entered(server, lambda entry: entry.fault == name and entry.name in ends, times)


async def stops_whole(server: MockServer) -> None:
    """Stop a server under its clients: no task of it is left when its loop closes."""
    thread = server._thread
    assert thread is not None

    async def shut() -> list[str]:
        await server._shut()
        for _ in range(10):  # a task that was cancelled needs a turn or two
            await asyncio.sleep(0)
        return [str(task) for task in asyncio.all_tasks() - {asyncio.current_task()}]

    assert await asyncio.to_thread(thread.run, shut()) == []
    await asyncio.to_thread(server.stop)
    assert thread.loop.is_closed()
