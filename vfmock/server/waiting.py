"""Waiting until something has come. The journal wakes the waiting code, so nothing polls."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from vfmock.core.journal import Journal


class Waiting:
    """Waits for an entry of a journal, in any thread except the server's thread."""

    def __init__(self, journal: Journal) -> None:
        self._changed = threading.Condition()
        self._waiting = 0
        journal.on_change(self._announce)

    def until_none(self, problem: Callable[[], str | None], seconds: float) -> str | None:
        """Ask what is wrong, again after each entry, until nothing is wrong or the time is up.

        Returns what is still wrong. ``seconds`` are real seconds.
        """
        end = time.monotonic() + seconds
        with self._changed:
            self._waiting += 1
            try:
                while (found := problem()) is not None:
                    left = end - time.monotonic()
                    if left <= 0:
                        return found
                    self._changed.wait(left)
            finally:
                self._waiting -= 1
        return None

    def _announce(self) -> None:
        if self._waiting:
            with self._changed:
                self._changed.notify_all()
