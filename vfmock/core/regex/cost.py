"""How many steps Python's ``re`` may take to search for a pattern in a text of some length."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

LONGEST = 10_000_000
"""A text is never longer: no server takes such a message. Lengths are not searched beyond it."""

SHORTEST = 20
"""In a text of this length, even the worst pattern is done in time."""

_MANY = 1_000_000
"""More repetitions than this are as bad as no limit at all."""


@dataclass(frozen=True, slots=True)
class Cost:
    """An upper bound that grows with the length ``n`` of the text.

    At one place, the pattern can match in ``ways * (n + 1) ** power`` ways. Each step of them takes
    ``checks * (n + 1) ** depth`` more, for parts such as a lookahead that are never gone back into.
    An infinite ``power`` means that the number of ways grows faster than any power.
    ``is_anchored``: it can only match at the start of the text.
    """

    ways: float = 1
    power: float = 0
    checks: float = 1
    depth: float = 0
    is_anchored: bool = False

    def then(self, other: Cost) -> Cost:
        """This one, and the other after it."""
        return Cost(
            self.ways * other.ways,
            self.power + other.power,
            self.checks + other.checks - 1,
            max(self.depth, other.depth),
            self.is_anchored,
        )

    def otherwise(self, other: Cost) -> Cost:
        """This one or the other."""
        return Cost(
            self.ways + other.ways,
            max(self.power, other.power),
            max(self.checks, other.checks),
            max(self.depth, other.depth),
        )

    def once(self) -> Cost:
        """This one, if the search never goes back into it."""
        return Cost(1, 0, self.ways * self.checks, self.power + self.depth)

    def steps(self, length: int) -> float:
        """How many steps a search may take in a text of so many characters."""
        exponent = self.power + self.depth
        if exponent == math.inf:
            return math.inf if length > SHORTEST else 0
        at_one_place = self.ways * self.checks * (length + 1) ** exponent
        return float(at_one_place + length if self.is_anchored else at_one_place * (length + 1))

    def longest(self, steps: int) -> int | None:
        """How long a text may be for so many steps. ``None``: as long as it likes."""
        if self.steps(LONGEST) <= steps:
            return None
        least, most = SHORTEST, LONGEST
        while least + 1 < most:
            middle = (least + most) // 2
            least, most = (middle, most) if self.steps(middle) <= steps else (least, middle)
        return least


def cost_of(tree: Any) -> Cost:
    """The cost of a pattern as ``re._parser`` gives it."""
    cost = _all(_part(str(op), value) for op, value in tree)
    return replace(cost, is_anchored=_is_anchored(tree))


def _is_anchored(tree: Any) -> bool:
    op, value = next(iter(tree), ("", ""))
    if str(op) == "SUBPATTERN":
        return _is_anchored(value[3])
    in_lines = bool(tree.state.flags & re.MULTILINE)
    return str(value) == "AT_BEGINNING_STRING" or (str(value) == "AT_BEGINNING" and not in_lines)


def _all(costs: Iterable[Cost]) -> Cost:
    return reduce(Cost.then, costs, Cost())


def _part(op: str, value: Any) -> Cost:
    match op:
        case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN" | "AT" | "FAILURE":
            return Cost()
        case "SUBPATTERN":
            return cost_of(value[3])
        case "BRANCH":
            return reduce(Cost.otherwise, map(cost_of, value[1]))
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _repeated(*value)
        case "POSSESSIVE_REPEAT":
            return _repeated(*value).once()
        case "ATOMIC_GROUP":
            return cost_of(value).once()
        case "ASSERT" | "ASSERT_NOT":
            return cost_of(value[1]).once()
        case "GROUPREF":  # it compares a text of any length
            return Cost(depth=1)
        case "GROUPREF_EXISTS":
            return cost_of(value[1]).otherwise(cost_of(value[2]) if value[2] else Cost())
        case _:  # what a later Python may add
            return Cost(power=math.inf)


def _repeated(least: int, most: int, body: Any) -> Cost:
    inner = cost_of(body)
    shortest, longest = body.getwidth()
    if inner.ways == 1 and inner.power == 0 and shortest == longest:
        # There is one way for each number of repetitions.
        if most > _MANY or int(most) - int(least) > LONGEST:
            return Cost(1, 1, inner.checks, inner.depth)
        return Cost(int(most) - int(least) + 1, 0, inner.checks, inner.depth)
    if most == 1:
        return Cost().otherwise(inner) if least == 0 else inner
    if int(most) * math.log(1 + inner.ways) > math.log(_MANY):
        return Cost(power=math.inf)
    return _all([Cost().otherwise(inner)] * int(most))
