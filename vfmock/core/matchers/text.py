"""``text``: what the user said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from vfmock.core.actions import SPOKEN
from vfmock.core.matchers.base import NO_NAMES, Matcher, Situation, matcher
from vfmock.core.regex import Regex
from vfmock.core.spec import at_most_one
from vfmock.errors import ScenarioError
from vfmock.types import JSON


@matcher("text")
@dataclass(frozen=True)
class TextMatcher(Matcher):
    """A ``text`` or ``message`` action that says this, or a ``file`` action with this text.

    ``equals``: exactly that. ``contains``: that, anywhere. ``regex``: found anywhere (Python's
    syntax; anchor it to have the whole), its named groups go to ``match``. ``ignore_case`` is for
    any of them. None of the three is any text.
    """

    primary = "equals"
    constraints = at_most_one("equals", "contains", "regex")
    equals: str | None = None
    contains: str | None = None
    regex: str | None = None
    ignore_case: bool = False

    action_types = SPOKEN

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.equals, self.contains, self.regex)) > 1:
            raise ScenarioError("a text matcher has one of 'equals', 'contains' and 'regex'")
        _ = self.pattern

    @cached_property
    def pattern(self) -> Regex | None:
        """The regex, compiled; a wrong one is an error of the scenario, not of the turn."""
        return None if self.regex is None else Regex(self.regex, self.ignore_case)

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        said = situation.action.text
        if said is None or situation.action.type not in SPOKEN:
            return None
        if self.pattern is not None:
            return self.pattern.search(said)
        return {} if self._says(said) else None

    def _says(self, said: str) -> bool:
        wanted = self.equals if self.equals is not None else self.contains
        if wanted is None:
            return True
        if self.ignore_case:
            said, wanted = said.casefold(), wanted.casefold()
        return said == wanted if self.equals is not None else wanted in said

    def found_names(self) -> frozenset[str]:
        return NO_NAMES if self.pattern is None else frozenset(self.pattern.groups)

    def describe(self) -> str:
        case = ", in any case" if self.ignore_case else ""
        if self.equals is not None:
            return f"the text {self.equals!r}{case}"
        if self.contains is not None:
            return f"a text that contains {self.contains!r}{case}"
        if self.regex is not None:
            return f"a text that matches /{self.regex}/{case}"
        return "any text"
