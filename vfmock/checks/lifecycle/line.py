"""One line of a transcript, as the lifecycle reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vfmock.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An event that a client sent (``in``) or got (``out``), or a ``note``.

    ``number`` counts from 1. ``connection`` is ``None`` if the recording names none. ``session`` is
    the recorder's own id of the session, if it has one. ``fault`` names the fault that was applied
    to the event on purpose. ``wire`` is the event's name for the client, if that is another one.
    """

    number: int
    direction: Literal["in", "out", "note"]
    name: str
    payload: JSON = None
    connection: str | None = None
    session: str = ""
    fault: str | None = None
    wire: str = ""

    @property
    def shown(self) -> str:
        """The name of the event for the client."""
        return self.wire or self.name
