"""A link: what the runtime knows of one connection of a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from vfmock.core.connection import Connection
from vfmock.core.events import ClientStart
from vfmock.core.faults.base import WriteShape
from vfmock.core.faults.transport_fault import TransportFault
from vfmock.dialects import Dialect
from vfmock.types import JSON, JSONObject

if TYPE_CHECKING:
    from vfmock.runtime.link_faults import LinkFaults
    from vfmock.runtime.live_session import LiveSession


class Outbox(Protocol):
    """The way out to one client. A transport makes it. Call it on the server's loop."""

    @property
    def transport(self) -> str:
        """The current transport: ``websocket`` or ``polling``."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether a message that is sent now can arrive."""
        ...

    @property
    def pending(self) -> bool:
        """Whether a sent message has not left yet."""
        ...

    @property
    def queued(self) -> int:
        """How many bytes of sent messages have not left yet."""
        ...

    def send(self, event: str, *payload: JSON) -> int:
        """Send an event, with or without a payload. It goes out after everything sent before.

        Returns about how many bytes the event has.
        """
        ...

    def close(self) -> None:
        """Close the connection after everything sent before. Clients reconnect by themselves."""
        ...

    def drop(self) -> None:
        """Forget what has not left yet, and end the connection: its client does not read."""
        ...

    def break_off(self, fault: TransportFault) -> None:
        """Break the connection in this way, after everything sent before.

        Raises:
            CantBreakError: this transport can't break in this way.
        """
        ...

    def reshape(self, shape: WriteShape | None) -> None:
        """Cut everything written from now on in this way; ``None``: don't cut it."""
        ...


@dataclass(slots=True, eq=False)
class Link:
    """A connection: its machine, its way out, its dialect, and the session it is bound to.

    ``dialect_is_known`` says that the client has shown which dialect it speaks; until then, the
    dialect of the setting is used. ``instance`` is the number of the server instance that the
    client came to, from 0. ``user_id`` is empty before the handshake. ``latest`` are the ids of the
    two latest actions, newest last. ``hears_all`` says that the connection gets every trace of its
    session; otherwise it gets only the traces of its own latest action. ``faults`` is what faults
    do to the connection; usually it is ``None``. ``is_altered`` says that a fault has changed
    something that was sent.
    """

    id: str
    machine: Connection
    outbox: Outbox
    dialect: Dialect
    dialect_is_known: bool = False
    instance: int = 0
    user_id: str = ""
    live: LiveSession | None = None
    latest: tuple[str, ...] = ()
    hears_all: bool = True
    faults: LinkFaults | None = None
    is_altered: bool = False

    @property
    def client(self) -> ClientStart:
        """What the client said of itself, before it asked for a session.

        Raises:
            LookupError: it has said nothing yet.
        """
        client = self.machine.client
        if client is None:
            raise LookupError(f"connection {self.id} has not started")
        return client

    def to_json(self) -> JSONObject:
        """What users see of the connection."""
        return {"id": self.id, "transport": self.outbox.transport, "instance": self.instance}
