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
) -> None:
    """Wait until a server is as it was before its clients came, at the most ``bound`` seconds.

    Tasks end in the turns of the loop after their connection's end. A session outlives its
    connections, so it is ended here (``ending``): the last words of a client that was cut off may
    come when it is gone, and begin one more.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + bound
    if ending:
        end_sessions(server)
    while left := on_loop(server, lambda: list(leftovers(server, before))):
        assert loop.time() < end, "\n".join(["left over:", *left])
        if ending:
            end_sessions(server)
        await _turn(server, before)


async def _turn(server: MockServer, before: Tasks) -> None:
    """Let the server work until a remaining task has ended, or for a moment at the most."""
    assert server._thread is not None

    async def work() -> None:
        left = asyncio.all_tasks() - before - {asyncio.current_task()}
        if left:
            await asyncio.wait(left, timeout=MOMENT, return_when=asyncio.FIRST_COMPLETED)

    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), server._thread.loop))


def leftovers(server: MockServer, before: Tasks) -> Iterator[str]:
    """What remains and should not; called on the server's loop."""
    world = server._control.world
    tables: dict[str, Any] = {
        "links": world.links,
        "closing links": world.restarts.in_grace(),
        "sessions": world.sessions.live,
        "stored sessions": list(world.sessions.store.sessions()),
    }
    for transport in transports(server):
        tables |= {
            "connections": transport.engine.connections,
            "websockets": transport.engine.websockets,
        }
    tables["heartbeats"] = list(heartbeats())
    yield from (f"{name}: {table}" for name, table in tables.items() if table)
    if world.clock.waiting:
        yield f"timers: {world.clock.waiting}"
    for task in asyncio.all_tasks() - before:
        if not task.done():
            yield f"task: {task}"


def heartbeats() -> Iterator[str]:
    """The timers of the loop with which connections wait for their clients."""
    for handle in getattr(asyncio.get_running_loop(), "_scheduled", ()):  # uvloop has none
        owner = getattr(handle._callback, "__self__", None)
        if not handle.cancelled() and type(owner).__module__.startswith("vfmock.transports"):
            yield repr(handle)


def transports(server: MockServer) -> list[SocketTransport]:
    """What serves Socket.IO, on every port."""
    return [one for host in server._live().hosts for one in host._sockets.values()]
