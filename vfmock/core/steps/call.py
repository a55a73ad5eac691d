"""``call``: a Python function makes the steps. Only from Python: a scenario file runs no code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vfmock.core.step import Step
from vfmock.core.turn import Output, Turn
from vfmock.errors import ScenarioError, VfmockError, failed


@dataclass(frozen=True)
class Call(Step):
    """Ask ``function``, which gets the turn and returns a step or several, when the time comes."""

    function: Callable[[Turn], Step | Iterable[Step]]

    def perform(self, turn: Turn) -> Iterable[Output]:
        try:
            made = self.function(turn)
            # A generator runs on while its steps are performed, so its errors come here too.
            for item in (made,) if isinstance(made, Step) else made:
                yield from item.perform(turn)
        except VfmockError:
            raise
        except Exception as error:  # whatever a test's own function raises is told, not lost
            raise ScenarioError(failed(self.function, error)) from error
