"""The way out to one HTTP client: the parts of the answer to its request, one after the other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from enum import Enum
from typing import Any

from vfmock.core.faults.base import WriteShape
from vfmock.core.faults.transport_fault import (
    BreakTransport,
    CantBreakError,
    CloseTransport,
    Swallow,
    TransportFault,
)
from vfmock.core.size import size_of
from vfmock.endpoints import Said
from vfmock.types import JSON


class RequestEnding(Enum):
    """How a request ends."""

    ANSWERED = "all was said"
    CUT = "its connection is cut"
    SILENT = "nothing more is said, and the connection stays"


class HttpOutbox:
    """Yields the parts of the answer, until the request ends.

    ``is_over`` says which part is the last. Parts that are already there behind it, such as the
    end of the session, are taken too. ``ending`` is how the request ended; before that, ``None``.
    ``queued`` is about how many bytes have not been taken. ``waits_for_clock``: nothing is taken
    until the clock has moved.
    """

    transport = "http"

    def __init__(self, is_over: Callable[[Said], bool]) -> None:
        self.ending: RequestEnding | None = None
        self.shape: WriteShape | None = None
        self._is_over = is_over
        self._said: deque[Said] = deque()
        self._changed = asyncio.Event()
        self._is_taken = False
        self.queued = 0
        self.waits_for_clock = False

    @property
    def is_open(self) -> bool:
        """Whether a message that is sent now can arrive."""
        return not self._is_taken and self.ending in (None, RequestEnding.ANSWERED)

    @property
    def pending(self) -> bool:
        """Whether a sent message has not left yet."""
        if self.waits_for_clock or (self.shape is not None and self.shape.every):
            return False  # the clock may move on
        return not self._is_taken and bool(self._said)

    def send(self, event: str, *payload: JSON) -> int:
        """Add a part of the answer, and return about how many bytes it has."""
        said = Said(event, payload[0] if payload else None)
        size = size_of(said.payload)
        self._said.append(said)
        self.queued += size
        self._changed.set()
        if self._is_over(said):
            self._end(RequestEnding.ANSWERED)
        return size

    def close(self) -> None:
        """End the request, because the instance goes away."""
        self._end(RequestEnding.CUT)

    def drop(self) -> None:
        """Forget what has not been taken, and cut the request: its client does not read."""
        self._said.clear()
        self.queued = 0
        self._end(RequestEnding.CUT)

    def break_off(self, fault: TransportFault) -> None:
        """End the request in this way, after everything said before.

        Raises:
            CantBreakError: an HTTP request can't break in this way.
        """
        ending = _ENDINGS.get(type(fault))
        if ending is None or (isinstance(fault, CloseTransport) and fault.code is not None):
            raise CantBreakError("an HTTP request has no such way to break")
        self._end(ending)

    def reshape(self, shape: WriteShape | None) -> None:
        """Cut everything written from now on in this way; ``None``: don't cut it."""
        self.shape = shape

    async def __aiter__(self) -> AsyncIterator[Said]:
        while self._said or self.ending is None:
            while self._said:
                said = self._said.popleft()
                self.queued -= size_of(said.payload)
                yield said
            if self.ending is None:
                self._changed.clear()
                await self._changed.wait()
        self._is_taken = True

    def _end(self, ending: RequestEnding) -> None:
        if self.ending is None:
            self.ending = ending
            self._changed.set()


_ENDINGS: dict[type[Any], RequestEnding] = {
    CloseTransport: RequestEnding.CUT,
    BreakTransport: RequestEnding.CUT,
    Swallow: RequestEnding.SILENT,
}
"""The ways of a connection to break that also exist for a request."""
