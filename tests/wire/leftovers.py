"""Looks for what clients have left behind in a server: connections, sessions, timers, tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from tests.clients.base import BOUND
from vfmock import MockServer
from vfmock.transports.socketio import SocketTransport

MOMENT = 0.05
"""Seconds; not all that is left ends with a task."""

T = TypeVar("T")
Tasks = set["asyncio.Task[Any]"]


def on_loop(server: MockServer, function: Callable[[], T]) -> T:
    """Do something on the loop of a running server, and wait for it."""
    return server._live().call(function)


def tasks(server: MockServer) -> Tasks:
    """What runs on the loop of a server now."""
    return on_loop(server, asyncio.all_tasks)


def end_sessions(server: MockServer) -> None:
    """End every session, as if its user had ended it."""
    on_loop(server, lambda: server._control.end_sessions("over"))


async def server_is_empty(
    server: MockServer,
    before: Tasks,
    bound: float = BOUND,
    *,
    ending: bool = True,
    swept: bool = False,
) -> None:
    """Wait until a server is as it was before its clients came, at the most ``bound`` seconds.

    Tasks end in the turns of the loop after their connection's end. A session outlives its
    connections, so it is ended here (``ending``): the last words of a client that was cut off may
    come when it is gone, and begin one more. Engine.IO's watch removes what has closed once in
    ``ping_timeout``: that is waited for where it has to be ``swept``; else it is enough that the
    watch still runs.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + bound
    if ending:
        end_sessions(server)
    while left := on_loop(server, lambda: list(leftovers(server, before, swept))):
        assert loop.time() < end, "\n".join(["left over:", *left])
        if ending:
            end_sessions(server)
        await _turn(server, before)


async def _turn(server: MockServer, before: Tasks) -> None:
    """Let the server work until a remaining task has ended, or for a moment at the most."""
    assert server._thread is not None

    async def work() -> None:
        left = {task for task in asyncio.all_tasks() - before if not watches(task, server)}
        left.discard(asyncio.current_task())
        if left:
            await asyncio.wait(left, timeout=MOMENT, return_when=asyncio.FIRST_COMPLETED)

    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), server._thread.loop))


def leftovers(server: MockServer, before: Tasks, swept: bool) -> Iterator[str]:
    """What remains and should not; called on the server's loop."""
    world = server._control.world
    tables: dict[str, Any] = {
        "links": world.links,
        "closing links": world.restarts.in_grace(),
        "sessions": world.sessions.live,
        "stored sessions": list(world.sessions.store.sessions()),
    }
    for transport in transports(server):
        socket_server = transport._server
        eio = socket_server.eio
        tables |= {
            "links of the transport": transport._links,
            "closing": socket_server.closing,
            "environments": socket_server.environ,
            "namespaces": list(socket_server.manager.get_namespaces()),
            "sockets": [one for one in eio.sockets.values() if swept or not one.closed],
            "fates": eio.fates,
            "shapes": eio.shapes,
            "heartbeats": eio._heartbeats,
            "ended watches": eio.service_task_handle is not None and eio.service_task_handle.done(),
        }
    yield from (f"{name}: {table}" for name, table in tables.items() if table)
    if world.clock.waiting:
        yield f"timers: {world.clock.waiting}"
    for task in asyncio.all_tasks() - before:
        if not task.done() and not watches(task, server):
            yield f"task: {task}"


def transports(server: MockServer) -> list[SocketTransport]:
    """What serves Socket.IO, on every port."""
    return [one for host in server._live().hosts for one in host._sockets.values()]


def watches(task: asyncio.Task[Any], server: MockServer) -> bool:
    """Whether a task is part of Engine.IO's watch, which begins with the first client and stays.

    Python 3.11 waits for an event in a task of its own.
    """
    coroutine: Any = task.get_coro()
    if coroutine.__name__ == "_service_task":
        return True
    frame = coroutine.cr_frame
    waits_for = None if frame is None else frame.f_locals.get("self")
    engines = [transport._server.eio for transport in transports(server)]
    return waits_for is not None and waits_for in [eio.service_task_event for eio in engines]
