"""Checks a trace against the contract before it is sent."""

from __future__ import annotations

from vfmock.contract.validation import Contract, Violation
from vfmock.core.names import ACTION_TRACE
from vfmock.types import JSON


def check_trace(contract: Contract, trace: JSON) -> Violation | None:
    """Check a trace by its type, with pointers as in the event that carries it."""
    return contract.check_trace(trace, ACTION_TRACE, "/trace")
