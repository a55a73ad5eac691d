"""``pause``: the agent takes its time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vfmock.core.step import Step, step
from vfmock.core.turn import Turn, Wait
from vfmock.durations import duration_of
from vfmock.errors import ScenarioError
from vfmock.types import Duration, DurationLike


@step("pause")
@dataclass(frozen=True)
class Pause(Step):
    """Send nothing for ``seconds`` (0 or more). The turn stays open meanwhile."""

    primary = "seconds"
    seconds: Duration = field(metadata={"schema": {"minimum": 0}})

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise ScenarioError(f"a pause lasts 0 seconds or more, not {self.seconds:g}")

    def perform(self, turn: Turn) -> Iterable[Wait]:
        yield Wait(self.seconds)


def pause(seconds: DurationLike) -> Pause:
    """Send nothing for ``seconds`` (0 or more), or for a text with a unit: ``pause("500ms")``."""
    return Pause(duration_of("pause", seconds, ScenarioError))
