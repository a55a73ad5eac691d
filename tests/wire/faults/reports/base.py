"""A report: how a fault is armed, and what is heard of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.clients.base import TransportMode
from vfmock.types import JSON

AS_EVER = "accepted, text one, text two, completed"
"""What answers the action of a test where no fault changes it."""


@dataclass(frozen=True, slots=True)
class Says:
    """What is said on websocket, on polling, and while going from polling to websocket.

    ``upgrade`` is empty where nothing new is to be said of it.
    """

    websocket: str
    polling: str
    upgrade: str = ""

    def on(self, transport: TransportMode) -> str:
        """What is said on a transport."""
        return str(getattr(self, transport))


def both(words: str) -> Says:
    """The same on both transports."""
    return Says(words, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One fault: how a test arms it, what it leaves on the wire, and what is heard of it.

    ``given`` are the keys of the fault and ``how`` the options of ``server.faults.add``. A client
    without a ``Says`` of its own hands on what the wire carries. ``notes`` are those of the journal
    that name the fault, where ``{fault}`` and ``{transport}`` stand for these. ``spares`` is the
    transport that it has no meaning for. ``action`` is what the user says. ``slow``: real clients
    notice it in real time, by their heartbeats or their timeout. ``late`` are seconds of the mock
    clock after which nothing has come yet, and those after which all has.
    """

    wire: Says
    node: Says | None = None
    python: Says | None = None
    notes: tuple[str | Says, ...]
    spares: TransportMode | None = None
    given: JSON = None
    how: Mapping[str, Any] = field(default_factory=dict)
    action: str = "launch"
    slow: bool = False
    late: tuple[float, float] | None = None

    def of(self, kind: str) -> Says:
        """What a client reports."""
        return {"node": self.node, "python_async": self.python}.get(kind) or self.wire

    def notes_on(self, fault: str, transport: TransportMode) -> list[str]:
        """The notes of the journal that name the fault."""
        if transport == self.spares:
            return []
        if transport == "upgrade":
            return [f"fault: {fault} at the upgrade by websocket"]
        notes = (n.on(transport) if isinstance(n, Says) else n for n in self.notes)
        return [note.format(fault=fault, transport=transport) for note in notes]


def withheld(what: str) -> str:
    """The note of a message that was not sent."""
    return f"withheld: {{fault}}: {what} was not sent"
