"""``call``: a Python function makes the steps. Only from Python: a scenario file runs no code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from vfmock.callers import is_interrupt
from vfmock.core.step import Step
from vfmock.core.turn import Output, Turn
from vfmock.errors import ScenarioError, VfmockError, failed, named
from vfmock.functions import must_be_no_promise, must_not_be_async

T = TypeVar("T")

Steps: TypeAlias = Step | Iterable[Step | None] | None
"""What a reply function returns: a step, several steps, or ``None`` to say nothing."""

WANTED = (
    "a reply function returns or yields steps such as text('hi'), or returns None to say nothing"
)
WAITING = f"{WANTED}; to wait it makes the step pause(seconds)"


@dataclass(frozen=True)
class Call(Step):
    """Ask ``function``, which gets the turn and returns a step or several, when the time comes."""

    function: Callable[[Turn], Steps]

    def __post_init__(self) -> None:
        must_not_be_async(self.function, WAITING)

    def perform(self, turn: Turn) -> Iterable[Output]:
        for step in self._steps(turn):
            yield from step.perform(turn)

    def _steps(self, turn: Turn) -> Iterator[Step]:
        """Run the user's code, and nothing else. A generator goes on while its steps are performed,
        so its errors come here too."""
        made = self._run(lambda: self.function(turn))
        if isinstance(made, Step):
            yield made
            return
        items = self._iterator(made)
        while (item := self._run(lambda: next(items, _OVER))) is not _OVER:
            if isinstance(item, Step):
                yield item
            elif item is not None:
                raise self._wrong(item)

    def _iterator(self, made: object) -> Iterator[object]:
        if made is None:
            return iter(())
        must_be_no_promise(self.function, made, WAITING)
        if isinstance(made, str | bytes | Mapping) or not isinstance(made, Iterable):
            raise self._wrong(made)
        return self._run(lambda: iter(made))

    def _run(self, code: Callable[[], T]) -> T:
        try:
            return code()
        except VfmockError:
            raise
        except BaseException as error:  # whatever a test's own function raises is told, not lost
            if is_interrupt(error):
                raise
            raise ScenarioError(failed(self.function, error)) from error

    def _wrong(self, item: object) -> ScenarioError:
        hint = ""
        if isinstance(item, str):
            hint = f" (a text is text({item!r:.80}))"
        elif isinstance(item, Mapping):
            hint = " (a raw trace is trace(type=…, payload=…))"
        return ScenarioError(f"{named(self.function)} made {item!r:.80}: {WANTED}{hint}")


_OVER = object()
