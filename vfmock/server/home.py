"""Where the loop of a server runs, and what keeps it from answering."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from concurrent.futures import Future
from types import FrameType
from typing import Self, TypeVar

from vfmock.callers import caller, is_core, is_ours, place_of
from vfmock.errors import ServerError

T = TypeVar("T")

BLOCKED = 2.0
"""Seconds after which a function that has not returned counts as blocked. A function in a rule
makes steps, which takes no time."""

PATIENCE = 30.0
"""Seconds until a call into the loop fails. Only a hanging loop takes so long."""


class Home:
    """The loop of a server, with the thread and the process that run it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, thread: int) -> None:
        self.loop = loop
        self._thread = thread
        self._process = os.getpid()

    @classmethod
    def here(cls) -> Self:
        """The running loop."""
        return cls(asyncio.get_running_loop(), threading.get_ident())

    def is_here(self) -> bool:
        """Whether this is the loop's own thread."""
        return threading.get_ident() == self._thread

    def must_be_reached(self) -> None:
        """Check that this process runs the loop.

        Raises:
            ServerError: this is a process that was forked from that of the server. It has no copy
            of the server's thread.
        """
        if os.getpid() != self._process:
            raise ServerError(
                f"the server runs in process {self._process}, and this is process {os.getpid()},"
                " which was forked from it"
            )

    def must_not_be_here(self, what: str) -> None:
        """Refuse something that waits for the loop, on the loop's own thread.

        Raises:
            ServerError: this is the loop's own thread. The message names the line.
        """
        if self.is_here():
            raise ServerError(
                f"{what} was called at {caller()} on the server's own thread:"
                " it would wait for itself"
            )

    def wait(self, future: Future[T]) -> T:
        """Wait in another thread for what happens on the loop.

        Raises:
            ServerError: a function of the user blocks the loop, or the loop does not answer.
        """
        end = time.monotonic() + PATIENCE
        running = self._users_frame()
        while True:
            try:
                return future.result(BLOCKED)
            except TimeoutError:
                if future.done():  # this is the error of the call itself
                    raise
            running = self._still(running, end)

    async def wait_on_another_loop(self, future: Future[T]) -> T:
        """The same in a coroutine of another loop."""
        waiting = asyncio.wrap_future(future)
        running = self._users_frame()
        while not (await asyncio.wait([waiting], timeout=BLOCKED))[0]:
            running = self._still(running, None)
        return waiting.result()

    def _still(self, before: FrameType | None, end: float | None) -> FrameType | None:
        """Look again at the function that runs on the loop."""
        running = self._users_frame()
        if running is not None and running is before:
            raise ServerError(
                f"the server's thread is blocked in {running.f_code.co_name} at"
                f" {place_of(running)}: a function in a rule must return at once"
            )
        if end is not None and time.monotonic() >= end:
            raise ServerError(f"the server's loop has not answered for {PATIENCE:g} s")
        return running

    def _users_frame(self) -> FrameType | None:
        """The function of the user that runs on the loop now. The core has called it."""
        found = None
        frame = sys._current_frames().get(self._thread)
        while frame is not None:
            back = frame.f_back
            if not is_ours(frame) and back is not None and is_core(back):
                found = frame
            frame = back
        return found
