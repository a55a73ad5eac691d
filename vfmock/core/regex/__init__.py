"""Regular expressions of scenarios: Python's syntax and meaning, in bounded time.

Python's ``re`` tries one way after the other. On a text that does not match, a pattern such as
``(a+)+$`` makes it try more ways than anyone can wait for, and nothing can interrupt it. So ``re``
only searches where the pattern and the length of the text can't make it try many
(``vfmock.core.regex.cost``). Where they can, a linear engine searches
(``vfmock.core.regex.linear``). It can't take some patterns, those with a lookahead for example.
Such a pattern has a ``limit``.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vfmock.core.regex.cost import Cost, cost_of
from vfmock.core.regex.linear import Linear, Untranslatable
from vfmock.errors import ScenarioError

CHEAP = 100_000
"""Up to how many steps ``re`` searches although there is a linear engine. They take a millisecond
at most, and the linear engine has to read the whole text first."""

AFFORDABLE = 50_000_000
"""Up to how many steps ``re`` searches where it has to. They take about a second at most."""

SHOWN = 80
"""How many characters of a pattern a message shows."""


@dataclass(frozen=True)
class Regex:
    """A pattern in the syntax of ``re``, searched for anywhere in a text.

    Raises:
        ScenarioError: it is not a pattern.
    """

    source: str
    ignore_case: bool = False

    def __post_init__(self) -> None:
        _ = self._pattern

    def __str__(self) -> str:
        return f"/{self.source[:SHOWN]}{'…' if len(self.source) > SHOWN else ''}/"

    def search(self, text: str) -> dict[str, str | None] | None:
        """The named groups of the first match, or ``None``.

        Raises:
            ScenarioError: the text is longer than the ``limit``.
        """
        if self._cost.steps(len(text)) > CHEAP:
            if self._linear is not None:
                return self._search_linear(self._linear, text)
            if self.limit is not None and len(text) > self.limit:
                raise ScenarioError(
                    f"the regex {self} is not searched in a text of {len(text)} characters, but of"
                    f" {self.limit} or fewer: {self.reason}"
                )
        found = self._pattern.search(text)
        return None if found is None else found.groupdict()

    def _search_linear(self, linear: Linear, text: str) -> dict[str, str | None] | None:
        try:
            return linear.search(text)
        except Untranslatable as error:
            raise ScenarioError(f"the regex {self} is not searched: {error}") from None

    @cached_property
    def limit(self) -> int | None:
        """The length of the longest text that it is searched in. ``None``: any."""
        longest = self._cost.longest(AFFORDABLE)
        return None if longest is None or self._linear is not None else longest

    @cached_property
    def reason(self) -> str:
        """Why it has a limit. Empty if it has none."""
        return "" if self.limit is None else str(self._compiled)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The names of its groups."""
        return tuple(self._pattern.groupindex)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        try:
            return re.compile(self.source, re.IGNORECASE if self.ignore_case else 0)
        except (re.error, TypeError, OverflowError, RecursionError) as error:
            raise ScenarioError(f"{self.source!r} is not a regular expression: {error}") from None

    @cached_property
    def _tree(self) -> Any:
        """The parsed pattern, in the form that ``re`` itself compiles."""
        return importlib.import_module("re._parser").parse(self.source, self._pattern.flags)

    @cached_property
    def _cost(self) -> Cost:
        return cost_of(self._tree)

    @property
    def _linear(self) -> Linear | None:
        return self._compiled if isinstance(self._compiled, Linear) else None

    @cached_property
    def _compiled(self) -> Linear | Untranslatable:
        try:
            return Linear(self._tree, self._pattern.groupindex)
        except Untranslatable as error:
            return error
