"""A link: one connection of a client as the runtime holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from vfmock.core.connection import Connection
from vfmock.core.faults.base import WriteShape
from vfmock.core.faults.transport_fault import TransportFault
from vfmock.dialects import Dialect
from vfmock.types import JSON, JSONObject

if TYPE_CHECKING:
    from vfmock.runtime.link_faults import LinkFaults
    from vfmock.runtime.live_session import LiveSession


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

    def send(self, event: str, *payload: JSON) -> None:
        """Send an event with a payload or without; it goes out after all that was sent before."""
        ...

    def close(self) -> None:
        """Close the connection after all that was sent; clients reconnect by themselves."""
        ...

    def break_off(self, fault: TransportFault) -> None:
        """Break the connection in that way, after all that was sent.

        Raises:
            CantBreakError: this transport has no such way.
        """
        ...

    def reshape(self, shape: WriteShape | None) -> None:
        """Cut what is written from now on in that way; ``None`` is not at all."""
        ...


@dataclass(slots=True, eq=False)
class Link:
    """A connection: its machine, its way out, its dialect, and the session it is bound to.

    ``dialect_is_known`` says that the client has shown which dialect it speaks; until then it is
    taken to speak that of the setting. ``instance`` is the number of the server instance that it
    came to, from 0. ``user_id`` is empty before the handshake. ``latest`` are the ids of its two
    latest actions, the newest last. ``hears_all`` says that it hears every trace of its session;
    one that does not hears those of its own latest action. ``faults`` is what faults do to it;
    ``None`` is nothing, the usual.
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

    def to_json(self) -> JSONObject:
        """What users are told of it."""
        return {"id": self.id, "transport": self.outbox.transport, "instance": self.instance}
