"""``trace burst``: a thousand traces at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.errors import ScenarioError

MOST = 100_000
"""Traces: they are made in memory, for each client that gets them."""


@fault("trace burst")
@dataclass(frozen=True, kw_only=True)
class TraceBurst(TraceFault):
    """Send ``count`` traces at once before that trace, each a ``log`` with its number."""

    count: int = field(default=1000, metadata={"schema": {"minimum": 1, "maximum": MOST}})

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.count <= MOST:
            raise ScenarioError(f"a burst has 1 to {MOST} traces, not {self.count}")

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        burst = ({"type": "log", "payload": {"number": n}} for n in range(1, self.count + 1))
        return (*(replace(effect, trace=trace) for trace in burst), effect)
