"""The queue of what waits for one client. It knows how many bytes that are."""

from __future__ import annotations

import asyncio
from typing import Any


class SizedQueue(asyncio.Queue[Any]):
    """Engine.IO packets, in order. ``None`` is the end. ``size`` is the length of their data.

    A text counts as many bytes as it has characters.
    """

    def _init(self, maxsize: int) -> None:
        super()._init(maxsize)
        self.size = 0

    def _put(self, item: Any) -> None:
        super()._put(item)
        self.size += _size_of(item)

    def _get(self) -> Any:
        item = super()._get()
        self.size -= _size_of(item)
        return item

    def drop(self) -> None:
        """Forget everything that waits."""
        while not self.empty():
            self.get_nowait()
            self.task_done()


def _size_of(item: Any) -> int:
    data = None if item is None else item.data
    return len(data) if isinstance(data, str | bytes) else 0
