"""Operators and filters of templates, with limits.

A scenario may come from anyone, so a template must not run code and must not use up the memory.
Jinja's sandbox prevents the code. The guards here limit the memory, against templates such as
``'a' * 10**9``. They also take all randomness from the session's own generator.
"""

from __future__ import annotations

import functools
import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import islice
from math import isfinite

from jinja2 import Undefined, pass_context, pass_environment
from jinja2.environment import Environment
from jinja2.filters import FILTERS
from jinja2.runtime import Context

from vfmock.core.spec import as_text
from vfmock.errors import TemplateError
from vfmock.types import JSON

MAX_TEXT = 1_000_000
"""The longest string, in characters. Real messages have hundreds, tests of large ones a million."""

MAX_VALUES = 100_000
"""How many values a list may have, or a result with everything in it."""

MAX_STEPS = 10_000
"""How many steps all loops of one template may take together."""

MAX_BITS = 4_096
"""The largest whole number, in bits."""

MAX_DIGITS = 3
"""The largest width in a format such as ``%05d``."""

EVALUATION = " evaluation"
"""The name of the ``Evaluation`` in a template's context. The space hides it from templates."""

LOOP = " loop"
CONCAT = " concat"
"""Filters that templates can't name. Every loop and every ``~`` goes through them."""


@dataclass(slots=True)
class Evaluation:
    """One run of a template: the session's randomness, and how many steps loops may still take."""

    random: random.Random
    steps: int = MAX_STEPS


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

    def copy(self, value: JSON) -> JSON:
        self.values += 1
        _check(self.values, MAX_VALUES, "values")
        if isinstance(value, str):
            self.characters += len(value)
            _check(self.characters, MAX_TEXT, "characters")
            return str.__str__(value)
        if isinstance(value, int):
            _check(value.bit_length(), MAX_BITS, "bits in a number")
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


def _check(count: int, most: int, noun: str) -> None:
    if count > most:
        raise TemplateError(f"more than {most} {noun}")


def _check_length(length: int, of: JSON) -> None:
    if isinstance(of, str):
        _check(length, MAX_TEXT, "characters")
    else:
        _check(length, MAX_VALUES, "values")


# Operators.


def _add(left: JSON, right: JSON) -> JSON:
    if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
        _check_length(len(left) + len(right), left)
    return left + right


def _multiply(left: JSON, right: JSON) -> JSON:
    for sequence, times in ((left, right), (right, left)):
        if isinstance(sequence, str | list | tuple) and isinstance(times, int):
            _check_length(len(sequence) * times, sequence)
    if isinstance(left, int) and isinstance(right, int):
        _check(left.bit_length() + right.bit_length(), MAX_BITS, "bits in a number")
    return left * right


def _power(left: JSON, right: JSON) -> JSON:
    if isinstance(left, int) and isinstance(right, int):
        _check(left.bit_length() * right, MAX_BITS, "bits in a number")
    return left**right


def _modulo(left: JSON, right: JSON) -> JSON:
    if isinstance(left, str):
        return _format(left, *(right if isinstance(right, tuple) else (right,)))
    return left % right


OPERATORS: dict[str, Callable[[JSON, JSON], JSON]] = {
    "+": _add,
    "*": _multiply,
    "**": _power,
    "%": _modulo,
}


def bounded_range(*bounds: int) -> range:
    """``range``, not longer than loops may run."""
    numbers = range(*bounds)
    _check(len(numbers), MAX_STEPS, "steps")
    return numbers


# Filters.


@pass_context
def _loop(context: Context, value: Iterable[JSON]) -> JSON:
    """The items of a loop. They count against the steps that loops may still take."""
    evaluation: Evaluation = context[EVALUATION]
    items: JSON = value
    if not hasattr(value, "__len__"):
        items = list(islice(value, evaluation.steps + 1))
    evaluation.steps -= len(items)
    if evaluation.steps < 0:
        raise TemplateError(f"loops go round more than {MAX_STEPS} times")
    return items


def _join(values: Iterable[JSON], separator: JSON = "") -> str:
    between = as_message(separator)
    texts: list[str] = []
    length = 0
    for value in values:
        texts.append(as_message(value))
        length += len(texts[-1]) + len(between)
        _check_length(length, "")
    return between.join(texts)


def _format(value: JSON, *arguments: JSON, **named: JSON) -> str:
    text = as_message(value)
    if re.search(rf"%[^%a-zA-Z]*(?:\d{{{MAX_DIGITS + 1},}}|\*)", text):
        raise TemplateError(f"a width in a format has {MAX_DIGITS} digits or fewer")
    longest = max((len(as_message(one)) for one in (*arguments, *named.values())), default=0)
    _check_length(len(text) + text.count("%") * longest, text)
    return text % (named or arguments)


@pass_context
def _random(context: Context, values: Iterable[JSON]) -> JSON:
    evaluation: Evaluation = context[EVALUATION]
    return evaluation.random.choice(list(values))


def _replace(value: JSON, old: JSON, new: JSON, count: int = -1) -> str:
    text, was, becomes = as_message(value), as_message(old), as_message(new)
    _check_length(len(text) + text.count(was) * len(becomes), text)
    return text.replace(was, becomes, count)


def _round(value: float, precision: int = 0, method: str = "common") -> JSON:
    if abs(precision) > 20:
        raise TemplateError("a number is rounded to 20 digits or fewer")
    return FILTERS["round"](value, precision, method)


@pass_environment
def _sum(
    environment: Environment, values: Iterable[JSON], attribute: str | None = None, start: JSON = 0
) -> JSON:
    if not isinstance(start, int | float):  # the sum of lists is a list of all that is in them
        raise TemplateError("a sum starts from a number")
    return FILTERS["sum"](environment, values, attribute, start)


def _tojson(value: JSON) -> str:
    return json.dumps(as_json(value), ensure_ascii=False)


def _of_text(name: str) -> Callable[..., JSON]:
    """One of Jinja's own filters. Its subject is first made into a text of limited length."""
    original = FILTERS[name]
    position = 1 if hasattr(original, "jinja_pass_arg") else 0

    @functools.wraps(original)
    def filtered(*arguments: JSON, **named: JSON) -> JSON:
        measured = list(arguments)
        measured[position] = as_message(measured[position])
        return original(*measured, **named)

    return filtered


_TEXT_FILTERS = "capitalize lower striptags title trim truncate upper wordcount"
_AS_THEY_ARE = (
    "abs count d default dictsort first float groupby int items last length list map max min"
    " reject rejectattr reverse select selectattr sort unique urlencode"
)

FILTERS_BY_NAME: dict[str, Callable[..., JSON]] = {
    **{name: FILTERS[name] for name in _AS_THEY_ARE.split()},
    **{name: _of_text(name) for name in _TEXT_FILTERS.split()},
    "format": _format,
    "join": _join,
    "random": _random,
    "replace": _replace,
    "round": _round,
    "string": as_message,
    "sum": _sum,
    "tojson": _tojson,
    CONCAT: _join,
    LOOP: _loop,
}
"""Jinja's filters that neither run long nor make large values from small ones. Some are limited."""
