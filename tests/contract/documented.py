"""What the contract says of the events of the documented dialect."""

from __future__ import annotations

from vfmock.contract import Contract, Violation
from vfmock.types import JSON


def check_event(contract: Contract, event: str, arguments: list[JSON]) -> Violation | None:
    """Check what a client sent with an event."""
    return contract.check_arguments(f"documented/client-events/{event}", event, arguments)


def check_server_event(contract: Contract, event: str, payload: JSON) -> Violation | None:
    """Check what a server sends with an event."""
    return contract.check_all(f"documented/server-events/{event}", payload, event)
