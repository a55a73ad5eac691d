"""Holds a trace against the contract before anybody sends it."""

from __future__ import annotations

from vfmock.contract.validation import Contract, Violation
from vfmock.types import JSON


def check_trace(contract: Contract, trace: JSON) -> Violation | None:
    """Check a trace as ``action.trace`` would carry it."""
    return contract.check_server_event("action.trace", {"trace": trace, "messageID": "m1"})
