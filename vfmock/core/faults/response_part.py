"""A part of an answer over HTTP, as faults see and change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePart:
    """A part of a body: all of it (``is_whole``), or one event of a stream, counted from 1.

    ``end``: after the part the connection is closed (``cut``), or the body ends (``clean``).
    """

    data: bytes
    number: int
    is_whole: bool
    end: Literal["cut", "clean"] | None = None

    @property
    def json(self) -> tuple[int, int]:
        """Where the JSON begins and ends in the data."""
        if self.is_whole:
            return 0, len(self.data)
        start = self.data.index(b"data: ") + len(b"data: ")
        return start, self.data.index(b"\n", start)
