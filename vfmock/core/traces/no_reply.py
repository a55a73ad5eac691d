"""``no-reply``: how long the client waits for the user before it sends a ``no-reply`` action."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.spec import POSITIVE
from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.durations import duration_of
from vfmock.errors import ScenarioError
from vfmock.types import Duration, DurationLike, JSONObject


@trace_step("no-reply")
@dataclass(frozen=True)
class NoReply(TraceStep):
    """Ask the client to report silence after ``timeout`` seconds (more than 0)."""

    primary = "timeout"
    timeout: Duration = field(metadata=POSITIVE)

    def __post_init__(self) -> None:
        if self.timeout <= 0:
            raise ScenarioError(f"a no-reply timeout is more than 0 seconds, not {self.timeout:g}")

    def payload(self) -> JSONObject:
        """``{timeout: seconds}``."""
        seconds = float(self.timeout)
        return {"timeout": int(seconds) if seconds.is_integer() else seconds}


def no_reply(timeout: DurationLike) -> NoReply:
    """Ask for a ``no-reply`` action after a silence of ``timeout`` (more than 0)."""
    return NoReply(duration_of("timeout", timeout, ScenarioError))
