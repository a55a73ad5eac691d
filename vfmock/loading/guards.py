"""Results and operators of templates, with limits.

A scenario may come from anyone, so a template must not run code and must not use up the memory.
Jinja's sandbox prevents the code. The guards here limit each result, against templates such as
``'a' * 10**9``, and pay for each operation from the budget of the evaluation
(``vfmock.loading.budget``). ``vfmock.loading.filters`` does the same for filters and tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from math import isfinite

from jinja2 import Undefined

from vfmock.core.spec import as_text
from vfmock.errors import TemplateError
from vfmock.loading.budget import budget
from vfmock.types import JSON

MAX_TEXT = 1_000_000
"""The longest string, in characters. Real messages have hundreds, tests of large ones a million."""

MAX_VALUES = 100_000
"""How many values a list may have, or a result with everything in it."""

MAX_BITS = 4_096
"""The largest whole number, in bits."""

MAX_DIGITS = 3
"""The largest width in a format such as ``%05d``."""


def as_json(value: JSON) -> JSON:
    """Copy a result into JSON values: tuples become lists, dates and decimals become strings.

    Raises:
        TemplateError: the result is not a JSON value, or is too large.
    """
    return _Copier().copy(value)


def as_message(value: JSON) -> str:
    """A result as part of a text."""
    return as_text(as_json(value))


class _Copier:
    """Counts what it copies. A list that repeats one list is small here, but huge as text."""

    def __init__(self) -> None:
        self.values = 0
        self.characters = 0
        self.budget = budget()

    def copy(self, value: JSON) -> JSON:
        self.values += 1
        check(self.values, MAX_VALUES, "values")
        self.budget.step()
        if isinstance(value, str):
            self.characters += len(value)
            check(self.characters, MAX_TEXT, "characters")
            self.budget.read(value)
            return str.__str__(value)
        if isinstance(value, int):
            check(value.bit_length(), MAX_BITS, "bits in a number")
            return value
        if value is None:
            return None
        if isinstance(value, float) and isfinite(value):
            return value
        if isinstance(value, list | tuple):
            return [self.copy(item) for item in value]
        if isinstance(value, Mapping):
            return {self.key(key): self.copy(item) for key, item in value.items()}
        return _copy_other(value)

    def key(self, key: JSON) -> str:
        if not isinstance(key, str):
            raise TemplateError(f"the keys of a JSON object are strings, not {key!r:.40}")
        return str(self.copy(key))


def _copy_other(value: JSON) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | Undefined):  # str() of an undefined value raises its error
        return str(value)
    if callable(value):
        raise TemplateError("it gives a function: call it, with ()")
    what = value if isinstance(value, float) else f"a {type(value).__name__} object"
    hint = ": add |list" if isinstance(value, Iterable) else ""
    raise TemplateError(f"it gives {what}, which is no JSON value{hint}")


def check(count: int, most: int, noun: str) -> None:
    if count > most:
        raise TemplateError(f"more than {most} {noun}")


def check_length(length: int, of: JSON) -> None:
    if isinstance(of, str):
        check(length, MAX_TEXT, "characters")
    else:
        check(length, MAX_VALUES, "values")


def written(text: str) -> str:
    """A text that a filter made."""
    check_length(len(text), text)
    budget().read(text)
    return text


# Operators.


def _add(left: JSON, right: JSON) -> JSON:
    if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
        check_length(len(left) + len(right), left)
    return budget().take(left + right)


def _multiply(left: JSON, right: JSON) -> JSON:
    for sequence, times in ((left, right), (right, left)):
        if isinstance(sequence, str | list | tuple) and isinstance(times, int):
            check_length(len(sequence) * times, sequence)
    if isinstance(left, int) and isinstance(right, int):
        check(left.bit_length() + right.bit_length(), MAX_BITS, "bits in a number")
    return budget().take(left * right)


def _power(left: JSON, right: JSON) -> JSON:
    if isinstance(left, int) and isinstance(right, int):
        check(left.bit_length() * right, MAX_BITS, "bits in a number")
    return left**right


def _modulo(left: JSON, right: JSON) -> JSON:
    if isinstance(left, str):
        return formatted(left, *(right if isinstance(right, tuple) else (right,)))
    return left % right


def formatted(value: JSON, *arguments: JSON, **named: JSON) -> str:
    text = as_message(value)
    if re.search(rf"%[^%a-zA-Z]*(?:\d{{{MAX_DIGITS + 1},}}|\*)", text):
        raise TemplateError(f"a width in a format has {MAX_DIGITS} digits or fewer")
    longest = max((len(as_message(one)) for one in (*arguments, *named.values())), default=0)
    check_length(len(text) + text.count("%") * longest, text)
    return written(text % (named or arguments))


OPERATORS: dict[str, Callable[[JSON, JSON], JSON]] = {
    "+": _add,
    "*": _multiply,
    "**": _power,
    "%": _modulo,
}


def bounded_range(*bounds: int) -> range:
    """``range``, not longer than a list may be."""
    numbers = range(*bounds)
    check(len(numbers), MAX_VALUES, "values")
    return numbers
