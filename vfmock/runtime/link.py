"""A link: one connection of a client as the runtime holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vfmock.core.connection import Connection
from vfmock.core.session import Session
from vfmock.dialects import Dialect
from vfmock.types import JSON


class Outbox(Protocol):
    """The way out to one client; a transport makes it. Called on the server's loop."""

    def send(self, event: str, payload: JSON) -> None:
        """Send an event; it goes out after all that was sent before."""
        ...

    def close(self) -> None:
        """Close the connection after all that was sent; the client sees its transport close."""
        ...


@dataclass(slots=True, eq=False)
class Link:
    """A connection: its machine, its way out, its dialect, and the session it is bound to."""

    machine: Connection
    outbox: Outbox
    dialect: Dialect
    session: Session | None = None

    @property
    def id(self) -> str:
        """The connection's id."""
        return self.machine.id
