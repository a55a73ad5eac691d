"""The base of checked dialects, and their registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from vfmock.checks.lifecycle.exchange import Exchange
from vfmock.checks.lifecycle.state import TrackedConnection
from vfmock.contract import Contract, Violation
from vfmock.contract.wording import got
from vfmock.core.registry import Registry
from vfmock.types import JSON

Handler: TypeAlias = Callable[[Exchange, TrackedConnection, JSON], None]
"""What an event does to its connection."""

FOLDERS = {"in": "client-events", "out": "server-events"}
"""Where the schemas of a direction are, in the folder of a dialect: ``in`` is to the server."""


def _nothing(exchange: Exchange, connection: TrackedConnection) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDialect:
    """What each event of a dialect does, by its direction and its name on the wire.

    ``finish`` reports what is still open on a connection when the transcript ends, besides what is
    so in every dialect.
    """

    name: str
    handlers: Mapping[tuple[str, str], Handler]
    finish: Callable[[Exchange, TrackedConnection], None] = _nothing

    def events(self, direction: str) -> list[str]:
        """The events of a direction."""
        return [name for one, name in self.handlers if one == direction]

    def check_payload(
        self, contract: Contract, direction: str, name: str, payload: JSON
    ) -> Violation | None:
        """Check the payload of an event. An event without a schema has no payload."""
        schema = f"{self.name}/{FOLDERS[direction]}/{name}"
        if schema in contract.schemas:
            return contract.check_all(schema, payload, name)
        return None if payload is None else Violation(name, "", "no payload", got(payload))


CHECKED_DIALECTS: Registry[CheckedDialect] = Registry("dialect")
