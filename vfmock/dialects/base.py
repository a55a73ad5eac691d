"""The base of dialects, and their registry."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from vfmock.core.effects import Effect
from vfmock.core.events import ActionSend, Event
from vfmock.core.registry import Registry
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """How to read an event of the client.

    ``makes`` is the type of the core's event. ``decode`` makes it from a payload that the schema
    allows, or from ``None`` if there is no payload (``payload=False``). ``message_id`` reads the id
    of an action whose payload is wrong in another place. The dialect fills ``schema``.
    """

    makes: type[Event]
    decode: Callable[[JSON], Event]
    payload: bool = True
    message_id: Callable[[JSON], str | None] | None = None
    schema: str | None = None

    @property
    def is_action(self) -> bool:
        """Whether the client waits for a status."""
        return self.makes is ActionSend


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """How to write an effect: the event's name on the wire, and its payload.

    An event without a payload has no ``encode``. The dialect fills ``schema``.
    """

    name: str
    encode: Callable[[JSON], JSONObject] | None = None
    schema: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """One way to speak to the runtime over Socket.IO.

    ``client_events`` maps the wire name to how an event is read. ``server_events`` maps the type of
    an effect to how it is written. An effect that is missing there is not sent. ``schemas`` are the
    schemas of the events with a payload, by ``client-events/NAME`` and ``server-events/NAME``;
    ``None``: they are in the folder in ``schemas/`` with the dialect's name. If the events have no
    schemas of their own (``has_schemas=False``), they are not checked.
    """

    name: str
    client_events: Mapping[str, ClientEvent]
    server_events: Mapping[type[Effect], ServerEvent]
    schemas: Mapping[str, JSONObject] | None = field(default=None, repr=False)
    has_schemas: bool = True

    def __post_init__(self) -> None:
        client = {
            name: dataclasses.replace(event, schema=self._schema("client", name, event.payload))
            for name, event in self.client_events.items()
        }
        server = {
            effect: dataclasses.replace(
                event, schema=self._schema("server", event.name, event.encode is not None)
            )
            for effect, event in self.server_events.items()
        }
        object.__setattr__(self, "client_events", client)
        object.__setattr__(self, "server_events", server)

    def _schema(self, side: str, event: str, payload: bool) -> str | None:
        return f"{self.name}/{side}-events/{event}" if payload and self.has_schemas else None

    def own_schemas(self) -> dict[str, JSONObject]:
        """The schemas that the dialect itself defines, by their full names."""
        return {f"{self.name}/{name}": schema for name, schema in (self.schemas or {}).items()}

    def wanted_schemas(self) -> Iterator[str]:
        """The names of the schemas that the dialect's events need."""
        client = (event.schema for event in self.client_events.values())
        server = (event.schema for event in self.server_events.values())
        return filter(None, (*client, *server))


DIALECTS: Registry[Dialect] = Registry("dialect")


def speakers(event: str) -> list[Dialect]:
    """The dialects that have a client event with this name."""
    return [dialect for dialect in DIALECTS.values() if event in dialect.client_events]
