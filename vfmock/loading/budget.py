"""What one evaluation of a template may spend: steps, and bytes of text.

Every operation of a template pays before it runs, with the size of all that it may look at. So the
whole evaluation is bounded, not only each operation. A value that holds one list many times is as
large as what it shows, not as what it stores: a comparison goes through all of it.

Nothing here looks at a clock. The same template over the same values always ends the same way.
"""

from __future__ import annotations

import random
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from vfmock.errors import TemplateError

MAX_STEPS = 1_000_000
"""How many steps one evaluation may take. To look at one value is a step."""

STEPS_OF_A_ROUND = 50
"""What one round of a loop takes, because a round runs a part of the template."""

MAX_BYTES = 32_000_000
"""How many bytes of text one evaluation may read and write. The longest text is a million
characters, which are 4 MB with emoji in them."""

BYTES_OF_A_SEARCH = 64
"""A search may compare the sought text at every place, but it compares some dozen bytes at once."""


@dataclass(slots=True)
class Budget:
    """What one evaluation has left, and the generator of its random values."""

    random: random.Random = field(default_factory=random.Random)
    steps: int = MAX_STEPS
    bytes: int = MAX_BYTES

    def step(self, count: int = 1) -> None:
        """Take steps.

        Raises:
            TemplateError: there are none left.
        """
        self.steps -= count
        if self.steps < 0:
            raise TemplateError(f"it takes more than {MAX_STEPS} steps")

    def go_round(self, count: int) -> None:
        """Take the steps for the rounds of a loop.

        Raises:
            TemplateError: there are not so many left.
        """
        self.steps -= count * STEPS_OF_A_ROUND
        if self.steps < 0:
            rounds = MAX_STEPS // STEPS_OF_A_ROUND
            raise TemplateError(f"loops go round more than {rounds} times, or other steps add up")

    def read(self, text: str, times: int = 1) -> None:
        """Go through a text.

        Raises:
            TemplateError: the evaluation has gone through too much text.
        """
        self.bytes -= _bytes_of(text) * times
        if self.bytes < 0:
            raise TemplateError(f"it goes through more than {MAX_BYTES} bytes of text")

    def search(self, text: str, *sought: object) -> None:
        """Go through a text in search of others.

        Raises:
            TemplateError: as ``read``.
        """
        length = sum(_bytes_of(one) for one in sought if isinstance(one, str))
        self.read(text, 1 + length // BYTES_OF_A_SEARCH)

    def weigh(self, *values: Any, times: int = 1) -> None:
        """Look at values and all that is in them.

        Raises:
            TemplateError: they are larger than what is left.
        """
        found = list(values)
        while found:
            value = found.pop()
            self.step(times)
            if isinstance(value, str):
                self.read(value, times)
            elif isinstance(value, int):
                self.bytes -= value.bit_length() // 8 * times
            elif isinstance(value, Mapping):
                self.step(len(value) * times)
                found.extend(value)
                found.extend(value.values())
            elif isinstance(value, list | tuple | ItemsView | ValuesView):
                self.step(len(value) * times)
                found.extend(value)
            elif isinstance(value, range):
                self.step(len(value) * times)

    def take(self, result: Any) -> Any:
        """Pay for the result of an operation, and return it.

        A list is paid for without what its items hold, because they are not copied. The items of
        an iterator are paid for when they are taken from it.

        Raises:
            TemplateError: it is larger than what is left.
        """
        if isinstance(result, str):
            self.read(result)
        elif isinstance(result, Iterator):
            return self._counted(result)
        elif isinstance(result, list | tuple | Mapping):
            self.step(len(result))
        return result

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.step()
            yield item


def _bytes_of(text: str) -> int:
    """What a text takes in memory, or more. Python asks nothing of the text to say this."""
    return len(text) if text.isascii() else 4 * len(text)


_BUDGET: ContextVar[Budget | None] = ContextVar("vfmock_template_budget", default=None)


@contextmanager
def spending(budget: Budget) -> Iterator[None]:
    """Let all operations inside the block spend from this budget."""
    token = _BUDGET.set(budget)
    try:
        yield
    finally:
        _BUDGET.reset(token)


def budget() -> Budget:
    """The budget of the evaluation that runs. Outside one, each operation has its own."""
    return _BUDGET.get() or Budget()
