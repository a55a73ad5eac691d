"""Trace types that carry an object whose shape Voiceflow does not publish: sent as given."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.errors import ScenarioError
from vfmock.types import JSON


@dataclass(frozen=True)
class ObjectTrace(TraceStep):
    """A trace whose payload is the object ``data``."""

    primary = "data"
    takes_whole = True
    data: JSON = field(metadata={"schema": {"type": "object"}})

    def __post_init__(self) -> None:
        if not isinstance(self.data, dict):
            raise ScenarioError(f"the payload of {self.type!r} is an object, not {self.data!r:.80}")

    def payload(self) -> JSON:
        """The object."""
        return self.data


@trace_step("simulation-test-result")
@dataclass(frozen=True)
class SimulationTestResult(ObjectTrace):
    """The result of a test that Voiceflow runs. Its shape is not published."""
