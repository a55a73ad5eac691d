"""What a dialect is, and the registry of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vfmock.core.effects import Effect
from vfmock.core.events import Event
from vfmock.core.registry import Registry
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """How to read an event of the client: from a payload that its schema allows."""

    decode: Callable[[JSONObject], Event]
    is_action: bool = False


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """How to write an effect: the event's name and its payload."""

    name: str
    encode: Callable[[JSON], JSONObject]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to speak to the runtime over Socket.IO.

    ``client_events``: wire name to how it is read. ``server_events``: type of effect to how it is
    written; an effect that the dialect has no event for is absent, and is not sent.
    """

    name: str
    client_events: Mapping[str, ClientEvent]
    server_events: Mapping[type[Effect], ServerEvent]


DIALECTS: Registry[Dialect] = Registry("dialect")
