"""``trace with wrong types``: what is a text is a number, and so on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vfmock.core.effects import ActionTrace
from vfmock.core.faults.base import Changes, TraceFault, fault
from vfmock.core.faults.use import FaultUse
from vfmock.types import JSON


@fault("trace with wrong types")
@dataclass(frozen=True, kw_only=True)
class TraceWithWrongTypes(TraceFault):
    """Send that trace with each value of its payload as another type than it has."""

    def at_trace(self, effect: ActionTrace, use: FaultUse) -> Changes:
        payload = effect.trace.get("payload")
        if isinstance(payload, dict) and payload:
            wrong: JSON = {key: _other(value) for key, value in payload.items()}
        else:
            wrong = _other(payload)
        return (replace(effect, trace={**effect.trace, "payload": wrong}),)


def _other(value: JSON) -> JSON:
    """A value of another type."""
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, list | dict):
        return "not this"
    return 42 if value is None or isinstance(value, bool) else str(value)
