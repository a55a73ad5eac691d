"""What happens when the system has no more file descriptors for new connections."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

PAUSE = 1.0
"""How many seconds asyncio waits before it accepts connections again (``ACCEPT_RETRY_DELAY``)."""

_OUT_OF = "socket.accept() out of system resource"
"""How asyncio's message begins. Some versions of it say this for each place of the backlog."""

_AGAIN = "._start_serving("
"""What asyncio calls after the pause, as many times as it has said that."""

_LOGGER = logging.getLogger("vfmock")


class ShortageHandler:
    """Logs a shortage in one line for each pause. All else goes to the handler that was there.

    The servers of one loop share a handler. Use ``install``.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._before = loop.get_exception_handler()
        self._logged_at = float("-inf")
        self._users = 0

    @classmethod
    def install(cls, loop: asyncio.AbstractEventLoop) -> ShortageHandler:
        """Handle the exceptions of a loop from now on, until it is removed as often."""
        handler = loop.get_exception_handler()
        if not isinstance(handler, cls):
            handler = cls(loop)
            loop.set_exception_handler(handler)
        handler._users += 1
        return handler

    def remove(self) -> None:
        """Give the loop its handler back, unless it has another one by now.

        Shortly after a shortage, this handler stays: asyncio will try to accept connections again,
        on a port that is closed by then.
        """
        self._users -= 1
        if self._users == 0 and self._loop.get_exception_handler() is self and not self._is_recent:
            self._loop.set_exception_handler(self._before)

    @property
    def _is_recent(self) -> bool:
        """Whether asyncio may still be about to accept connections again."""
        return self._loop.time() < self._logged_at + 3 * PAUSE

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """An exception that nobody else handles."""
        if str(context.get("message")).startswith(_OUT_OF):
            self._log(context.get("exception"))
        elif self._is_recent and _AGAIN in repr(context.get("handle")):
            return  # the port was closed meanwhile
        elif self._before is None:
            loop.default_exception_handler(context)
        else:
            self._before(loop, context)

    def _log(self, error: object) -> None:
        if self._loop.time() >= self._logged_at + PAUSE:
            self._logged_at = self._loop.time()
            _LOGGER.error("no new connections for %g s: %s", PAUSE, error)
