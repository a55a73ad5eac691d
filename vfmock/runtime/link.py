"""A link: one connection of a client as the runtime holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vfmock.core.actions import Action
from vfmock.core.connection import Connection
from vfmock.core.faults.base import Shape
from vfmock.core.faults.breakage import Breakage
from vfmock.core.session import Session
from vfmock.dialects import Dialect
from vfmock.runtime.pipe import Pipe
from vfmock.types import JSON


class Outbox(Protocol):
    """The way out to one client; a transport makes it. Called on the server's loop."""

    @property
    def transport(self) -> str:
        """``websocket`` or ``polling``, at this moment."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether what is sent has a chance to arrive."""
        ...

    @property
    def pending(self) -> bool:
        """Whether something that was sent has not left yet."""
        ...

    def send(self, event: str, payload: JSON) -> None:
        """Send an event; it goes out after all that was sent before."""
        ...

    def close(self) -> None:
        """Close the connection after all that was sent; clients reconnect by themselves."""
        ...

    def break_off(self, breakage: Breakage) -> None:
        """Break the connection in that way, after all that was sent.

        Raises:
            CantBreakError: this transport has no such way.
        """
        ...

    def reshape(self, shape: Shape | None) -> None:
        """Cut what is written from now on in that way; ``None`` is not at all."""
        ...


@dataclass(slots=True, eq=False)
class Link:
    """A connection: its machine, its way out, its dialect, and the session it is bound to.

    ``instance`` is the number of the server instance that it came to, from 0. ``actions`` are the
    ids of its two latest actions, the newest last, and ``action`` is the
    latest itself, while its client has not seen it completed.
    """

    machine: Connection
    outbox: Outbox
    dialect: Dialect
    pipe: Pipe
    instance: int = 0
    session: Session | None = None
    action: Action | None = None
    actions: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The connection's id."""
        return self.machine.id

    @property
    def user_id(self) -> str:
        """Whose connection it is; empty before ``client.start``."""
        client = self.machine.client
        return client.user_id if client is not None else ""
