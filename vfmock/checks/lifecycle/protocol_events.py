"""The events of the protocol by their direction, and what the schemas say of their payloads."""

from __future__ import annotations

from vfmock.contract import Contract, Violation
from vfmock.types import JSON

FOLDERS = {"in": "documented/client-events", "out": "documented/server-events"}
"""Where the schemas of a direction are. The documented lifecycle is checked."""


def events(contract: Contract, direction: str) -> list[str]:
    """The events of a direction: ``in`` is to the server."""
    prefix = f"{FOLDERS[direction]}/"
    return [name.removeprefix(prefix) for name in contract.schemas if name.startswith(prefix)]


def check_payload(contract: Contract, direction: str, name: str, payload: JSON) -> Violation | None:
    """Check the payload of an event of the protocol."""
    return contract.check_all(f"{FOLDERS[direction]}/{name}", payload, name)
