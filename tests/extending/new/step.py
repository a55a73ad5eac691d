"""``twice``: the same text two times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vfmock.core.step import Step, step
from vfmock.core.traces.text import Text
from vfmock.core.turn import Output, Turn


@step("twice")
@dataclass(frozen=True)
class Twice(Step):
    """Say ``message`` two times."""

    primary = "message"
    message: str

    def perform(self, turn: Turn) -> Iterable[Output]:
        for _ in range(2):
            yield from Text(message=self.message).perform(turn)
