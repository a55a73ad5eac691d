"""What the schemas say of one event of a transcript: the one way from there to the contract."""

from __future__ import annotations

from vfmock.contract.validation import Contract, Violation
from vfmock.types import JSON

FOLDERS = {"in": "client-events", "out": "server-events"}


def events(contract: Contract, direction: str) -> list[str]:
    """The events that there are in a direction: ``in`` is to the server."""
    prefix = f"{FOLDERS[direction]}/"
    return [name.removeprefix(prefix) for name in contract.schemas if name.startswith(prefix)]


def check_wire(contract: Contract, direction: str, name: str, payload: JSON) -> Violation | None:
    """Check the payload of an event that the protocol has."""
    if direction == "in":
        return contract.check_event(name, [payload])
    return contract.check_server_event(name, payload)


def check_trace(contract: Contract, trace: JSON) -> Violation | None:
    """Check a trace as ``action.trace`` would carry it."""
    payload = {"trace": trace, "messageID": "m1"}
    return check_wire(contract, "out", "action.trace", payload)
