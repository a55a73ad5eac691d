"""``trace huge``: one trace of almost a megabyte."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.core.traces.text import Text
from vfmock.errors import ScenarioError

LARGEST = 50_000_000
"""Bytes: it is made in memory, for each client that gets it."""


@fault("trace huge")
@dataclass(frozen=True, kw_only=True)
class TraceHuge(TraceFault):
    """Send a text of ``size`` bytes before that trace; the default is 900 kB.

    Clients take 1 MB by default in python-socketio's older servers, browsers more.
    """

    size: int = field(default=900_000, metadata={"schema": {"minimum": 1, "maximum": LARGEST}})

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.size <= LARGEST:
            raise ScenarioError(f"a huge trace has 1 to {LARGEST} bytes, not {self.size}")

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        return (replace(effect, trace=Text(message="x" * self.size).trace), effect)
