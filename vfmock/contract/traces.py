"""Holds a trace against the contract before anybody sends it."""

from __future__ import annotations

from vfmock.contract.validation import Contract, Violation
from vfmock.core.names import ACTION_TRACE
from vfmock.types import JSON


def check_trace(contract: Contract, trace: JSON) -> Violation | None:
    """Check a trace by its type, as it lies in the event that carries it."""
    return contract.check_trace(trace, ACTION_TRACE, "/trace")
