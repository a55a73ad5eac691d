"""A faucet writes bytes to a TCP connection, a few at a time, by the server's clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from vfmock.runtime.clock import Clock, Timer


class Faucet:
    """Writes its data in order: whole pieces, each at its time. ``size``: the bytes that wait."""

    def __init__(self, clock: Clock, write: Callable[[bytes], None]) -> None:
        self._clock = clock
        self._write = write
        self._pieces: deque[tuple[bytes, float]] = deque()
        self._timer: Timer | None = None
        self._dry: list[Callable[[], None]] = []
        self.size = 0

    @property
    def pending(self) -> bool:
        """Whether something has not been written yet."""
        return bool(self._pieces) or self._timer is not None

    def put(self, data: bytes, pieces: int | None = None, every: float = 0.0) -> None:
        """Write data at once, or ``pieces`` bytes after each ``every`` seconds."""
        size = pieces or max(1, len(data))
        parts = [data[i : i + size] for i in range(0, len(data), size)]
        self._pieces.extend((part, every if every else 0.0) for part in parts)
        self.size += len(data)
        if self._timer is None:
            self._flow()

    def when_dry(self, work: Callable[[], None]) -> None:
        """Do something when all is written, unless the connection is cut before."""
        if self.pending:
            self._dry.append(work)
        else:
            work()

    def cut(self) -> None:
        """Stop writing: the connection is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._pieces.clear()
        self._dry.clear()
        self.size = 0

    def _flow(self) -> None:
        self._timer = None
        while self._pieces:
            part, wait = self._pieces.popleft()
            self.size -= len(part)
            self._write(part)
            if wait:
                self._timer = self._clock.call_at(self._clock.now() + wait, self._flow)
                return
        while self._dry:
            self._dry.pop(0)()
