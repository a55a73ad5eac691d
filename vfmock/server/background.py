"""An event loop in a thread of its own, for callers without a loop or on another loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from vfmock.server.home import PATIENCE, Home
from vfmock.server.loops import new_loop

T = TypeVar("T")


class LoopThread:
    """Runs a loop until it is stopped."""

    def __init__(self, name: str) -> None:
        self.loop = new_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()
        assert self._thread.ident is not None
        self.home = Home(self.loop, self._thread.ident)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the loop, and wait for its result."""
        return self.home.wait(asyncio.run_coroutine_threadsafe(work, self.loop))

    def stop(self, last: Coroutine[Any, Any, None] | None = None) -> None:
        """End the loop and the thread. ``last`` is run before.

        Raises:
            ServerError: a function of the user blocks the loop. The thread ends when the function
            returns.
        """
        future = asyncio.run_coroutine_threadsafe(_nothing() if last is None else last, self.loop)
        future.add_done_callback(lambda _: self.loop.call_soon_threadsafe(self.loop.stop))
        try:
            self.home.wait(future)
        finally:
            if future.done():
                self._thread.join(PATIENCE)


async def _nothing() -> None:
    pass


def call_in(home: Home, function: Callable[[], T]) -> T:
    """Call a function on a loop from anywhere. On that loop itself, call it directly."""
    home.must_be_reached()
    if home.is_here() or not home.loop.is_running():
        return function()
    future: Future[T] = Future()

    def work() -> None:
        if not future.set_running_or_notify_cancel():
            return  # the caller has given up
        try:
            future.set_result(function())
        except BaseException as error:
            future.set_exception(error)

    home.loop.call_soon_threadsafe(work)
    try:
        return home.wait(future)
    finally:
        future.cancel()
