"""Filters and tests of templates, with limits.

Each pays from the budget of the evaluation before it runs (``vfmock.loading.budget``): a filter
that goes through a text for the text, one that compares for all that it may compare. Randomness
comes from the session's own generator.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator

from jinja2 import pass_context, pass_environment
from jinja2.environment import Environment
from jinja2.filters import FILTERS, ignore_case, make_attrgetter
from jinja2.runtime import Context
from jinja2.tests import TESTS

from vfmock.errors import TemplateError
from vfmock.loading.budget import BYTES_OF_A_SEARCH, budget
from vfmock.loading.guards import as_json, as_message, check_length, formatted, written
from vfmock.types import JSON

CONCAT = " concat"
LOOP = " loop"
TAKE = " take"
WEIGH = " weigh"
"""Filters that templates can't name: the space hides them. The sandbox sends every ``~``, loop,
slice and compared value through them."""


def _loop(value: JSON) -> JSON:
    """The items of a loop, after its rounds are paid for."""
    if not hasattr(value, "__len__"):
        return list(_rounds(value))
    budget().go_round(len(value))
    return value


def _rounds(items: Iterable[JSON]) -> Iterator[JSON]:
    """Pay for the rounds of a loop over an iterator, whose length only shows at its end."""
    for item in items:
        budget().go_round(1)
        yield item


def _take(value: JSON) -> JSON:
    return budget().take(value)


def _weigh(value: JSON) -> JSON:
    budget().weigh(value)
    return value


def _join(values: Iterable[JSON], separator: JSON = "") -> str:
    between = as_message(separator)
    texts: list[str] = []
    length = 0
    for value in values:
        texts.append(as_message(value))
        length += len(texts[-1]) + len(between)
        check_length(length, "")
    return written(between.join(texts))


@pass_context  # Jinja computes other filters of constants only once, when it compiles the template
def _random(_: Context, values: Iterable[JSON]) -> JSON:
    return budget().random.choice(budget().take(list(values)))


def _replace(value: JSON, old: JSON, new: JSON, count: int = -1) -> str:
    text, was, becomes = as_message(value), as_message(old), as_message(new)
    check_length(len(text) + text.count(was) * len(becomes), text)
    budget().search(text, was)
    return written(text.replace(was, becomes, count))


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


@pass_environment
def _unique(
    environment: Environment,
    values: Iterable[JSON],
    case_sensitive: bool = False,
    attribute: str | int | None = None,
) -> Iterator[JSON]:
    """``unique``, safe from large whole numbers that were chosen to have one hash."""
    adapt = hashable if case_sensitive else lambda value: hashable(ignore_case(value))
    key_of = make_attrgetter(environment, attribute, postprocess=adapt)
    seen = set()
    for value in values:
        key = key_of(value)
        if key not in seen:
            seen.add(key)
            yield value


def hashable(value: JSON) -> JSON:
    """A key for a set: large whole numbers become text, because anyone can compute their hashes."""
    is_large = isinstance(value, int) and value.bit_length() > 60
    return ("int", hex(value)) if is_large else value


def _striptags(value: JSON) -> str:
    text = as_message(value)
    budget().read(text, 1 + text.count("<") // BYTES_OF_A_SEARCH)  # each tag copies what is left
    return str(FILTERS["striptags"](text))


def _tojson(value: JSON) -> str:
    return written(json.dumps(as_json(value), ensure_ascii=False))


def _of_text(original: Callable[..., JSON]) -> Callable[..., JSON]:
    """A filter of Jinja whose subject is first made into a text of limited length."""
    position = _first(original)

    @functools.wraps(original)
    def filtered(*arguments: JSON, **named: JSON) -> JSON:
        measured = list(arguments)
        measured[position] = as_message(measured[position])
        budget().search(measured[position], *arguments[position + 1 :], *named.values())
        return budget().take(original(*measured, **named))

    return filtered


def _of_all(original: Callable[..., JSON]) -> Callable[..., JSON]:
    """A filter or a test of Jinja that goes through all that is in its values."""
    position = _first(original)

    @functools.wraps(original)
    def filtered(*arguments: JSON, **named: JSON) -> JSON:
        budget().weigh(*arguments[position:], *named.values())
        return budget().take(original(*arguments, **named))

    return filtered


def _of_sorted(original: Callable[..., JSON]) -> Callable[..., JSON]:
    """A filter of Jinja that compares all its values with others, as sorting does."""
    position = _first(original)

    @functools.wraps(original)
    def filtered(*arguments: JSON, **named: JSON) -> JSON:
        values = arguments[position]
        if isinstance(values, Iterator):
            values = list(values)
        length = len(values) if hasattr(values, "__len__") else 1
        budget().weigh(values, times=1 + length.bit_length() // 8)
        with_all = (*arguments[:position], values, *arguments[position + 1 :])
        return budget().take(original(*with_all, **named))

    return filtered


def _of_items(original: Callable[..., JSON]) -> Callable[..., JSON]:
    """A filter of Jinja that goes through its values, but not through what is in them."""

    @functools.wraps(original)
    def filtered(*arguments: JSON, **named: JSON) -> JSON:
        return budget().take(original(*arguments, **named))

    return filtered


def _first(original: Callable[..., JSON]) -> int:
    """The position of a filter's subject. Some take the context or the environment before it."""
    return 1 if hasattr(original, "jinja_pass_arg") else 0


_TEXT_FILTERS = "capitalize lower title trim truncate upper wordcount"
_ALL_FILTERS = "abs float int round sum unique urlencode"
_SORTING_FILTERS = "dictsort groupby max min sort"
_ITEM_FILTERS = (
    "count d default first items last length list map reject rejectattr reverse select selectattr"
)
_OWN: dict[str, Callable[..., JSON]] = {"round": _round, "sum": _sum, "unique": _unique}
_OF_JINJA: dict[str, Callable[..., JSON]] = {**FILTERS, **_OWN}

FILTERS_BY_NAME: dict[str, Callable[..., JSON]] = {
    **{name: _of_items(_OF_JINJA[name]) for name in _ITEM_FILTERS.split()},
    **{name: _of_all(_OF_JINJA[name]) for name in _ALL_FILTERS.split()},
    **{name: _of_sorted(_OF_JINJA[name]) for name in _SORTING_FILTERS.split()},
    **{name: _of_text(_OF_JINJA[name]) for name in _TEXT_FILTERS.split()},
    "format": formatted,
    "join": _join,
    "random": _random,
    "replace": _replace,
    "string": as_message,
    "striptags": _striptags,
    "tojson": _tojson,
    CONCAT: _join,
    LOOP: _loop,
    TAKE: _take,
    WEIGH: _weigh,
}
"""Jinja's filters that neither run long nor make large values from small ones. Some are limited."""

_TESTS_OF_JINJA: dict[str, Callable[..., JSON]] = dict(TESTS)  # type: ignore[arg-type]
_TESTS_OF_TYPE = (
    "boolean callable defined escaped false float integer iterable mapping none number sameas"
    " sequence string true undefined"
)

TESTS_BY_NAME: dict[str, Callable[..., JSON]] = {
    name: test if name in _TESTS_OF_TYPE.split() else _of_all(test)
    for name, test in _TESTS_OF_JINJA.items()
}
"""Jinja's tests. Those that look into their values pay for it."""
