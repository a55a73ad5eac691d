"""``ServerLifecycle``: how a server starts and stops, and how calls get to its loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from vfmock.durations import duration_of
from vfmock.errors import ServerError
from vfmock.runtime.control import Control
from vfmock.runtime.worlds import Worlds
from vfmock.server.background import LoopThread
from vfmock.server.instances import url_of
from vfmock.server.running import Running
from vfmock.settings import Settings
from vfmock.types import DurationLike

T = TypeVar("T")


class ServerLifecycle:
    """The base of ``MockServer``: it runs in a thread of its own, or on the running loop.

    ``control`` is everything that can be done to the server's world.
    """

    def __init__(self, control: Control, settings: Settings) -> None:
        self._control = control
        self._settings = settings
        self._thread: LoopThread | None = None
        self._running: Running | None = None

    def start(self) -> Self:
        """Start in a thread of its own. Return when the server listens.

        Raises:
            ServerError: the server runs already, or can't get the address.
        """
        self._not_running()
        thread = LoopThread("vfmock")
        try:
            thread.run(self._serve())
        except BaseException:
            thread.stop()
            raise
        self._thread = thread
        return self

    def stop(self) -> None:
        """Stop a server that ``start`` started: close connections and free the port. Idempotent.

        Raises:
            ServerError: the server can't be stopped here (in a function of a rule, in a forked
            process, or inside ``async with``), or a function of a rule blocks it. Then it stops
            when the function returns.
        """
        thread = self._thread
        if thread is None:
            if self._running is not None:
                raise ServerError("'async with' runs the server, and stops it at the block's end")
            return
        thread.home.must_be_reached()
        thread.home.must_not_be_here("stop()")
        self._thread = None
        thread.stop(self._shut())

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        self._not_running()
        _must_be_asyncio()
        await self._serve()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._shut()

    async def drain(self, grace: DurationLike | None = None) -> None:
        """Let the clients go: answer new ones with HTTP 503, ``restart`` all, and wait for turns.

        Returns when no connection is left, at the latest after ``grace`` in real time
        (``None``: the setting ``restart_grace``). Connections that are left then are closed.
        """
        live = self._live()
        await live.drain(None if grace is None else duration_of("grace", grace, ServerError))

    # Inside.

    async def _serve(self) -> None:
        self._running = await Running.start(self._settings, Worlds(self._control))

    async def _shut(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            await running.stop()

    def _live(self) -> Running:
        if self._running is None:
            raise ServerError("the server is not running: use 'with', 'async with' or start()")
        return self._running

    def _not_running(self) -> None:
        if self._running is not None:
            url = url_of(*self._running.hosts[0].address, tls=self._settings.tls)
            raise ServerError(f"the server runs already, at {url}")

    def _call(self, function: Callable[[], T]) -> T:
        """Do something on the server's loop. Before the start, do it directly."""
        return function() if self._running is None else self._running.call(function)

    def _command(self, function: Callable[[], None]) -> None:
        """Do something to the sessions. In a rule's function, it waits until the turn pauses."""
        if self._running is None:
            function()
        else:
            self._running.command(self._control, function)


def _must_be_asyncio() -> None:
    """Refuse another async library: the server needs a loop of asyncio.

    Raises:
        ServerError: no loop of asyncio runs here.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        problem = "'async with' runs the server on a loop of asyncio, and none runs here"
        hint = "use 'with', which runs it in a thread of its own (under trio as well)"
        raise ServerError(f"{problem}: {hint}") from None
