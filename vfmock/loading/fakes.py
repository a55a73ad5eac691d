"""``fake`` in templates: Faker's providers, with a separate sequence for each session.

Faker takes 150 ms to load and 2 ms to set up. Both happen only when a template first needs it. The
values of a provider depend only on the seed, except dates and times: Faker counts them from now.
"""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable, Iterator
from functools import cached_property

from vfmock.errors import TemplateError
from vfmock.loading.budget import budget
from vfmock.types import JSON

MAX_SIZE = 10_000
"""The largest number for an argument that is an amount: of words, rows, digits …."""

STEPS_OF_A_CALL = 200
STEPS_OF_AN_AMOUNT = 20
"""What a provider takes of the steps of an evaluation: for a call, and for each word, row …."""

_SLOW = (
    "ipv4_public profile pydict pyiterable pylist pyset pystruct pytimezone pytuple simple_profile"
    " texts"
)
_TIMES_OF_SLOW = 10
"""Providers that take milliseconds, and how many times the steps they take."""

_NOT_OFFERED = "binary csv dsv fixed_width image json json_bytes psv pystr_format tar tsv xml zip"
"""Providers that give bytes, or that call other providers without the limit on sizes."""

_SIZE = re.compile(r"nb|chars|length|size|digits|rows|num|count|depth")


class Fake:
    """The object behind ``fake`` in a template. All of its values are drawn from ``rng``."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def __getattr__(self, name: str) -> Callable[..., JSON]:
        if name.startswith("_") or name not in self._providers:
            raise AttributeError(name)
        method = self._providers[name]

        def provide(*arguments: JSON, **named: JSON) -> JSON:
            budget().step(_steps(name, method, arguments, named))
            result = method(*arguments, **named)
            if isinstance(result, Iterator):
                return _each_paid(result)
            budget().weigh(result)
            return result

        return provide

    def __dir__(self) -> list[str]:
        return sorted(self._providers)

    @cached_property
    def _providers(self) -> dict[str, Callable[..., JSON]]:
        """The methods of all providers; not those that configure Faker, which sessions share."""
        from faker import Factory, Generator

        generator: Generator = Factory.create()
        # A generator shares one Random with all others until it has one of its own.
        generator.random = self._rng
        return {
            name: method
            for name, method in vars(generator).items()
            if callable(method) and not name.startswith("_") and name not in _NOT_OFFERED.split()
        }


def _each_paid(items: Iterator[JSON]) -> Iterator[JSON]:
    for item in items:
        budget().step(STEPS_OF_AN_AMOUNT)
        yield item


def _steps(
    name: str, method: Callable[..., JSON], arguments: tuple[JSON, ...], named: dict[str, JSON]
) -> int:
    """What a call takes: a provider works on each character of a pattern, and on each of an amount.

    Raises:
        TemplateError: an amount is too large.
    """
    values = (*arguments, *named.values())
    steps = STEPS_OF_A_CALL + sum(len(value) for value in values if isinstance(value, str))
    if any(isinstance(value, int) for value in values):
        bound = inspect.signature(method).bind(*arguments, **named)
        for parameter, value in bound.arguments.items():
            if isinstance(value, int) and _SIZE.search(parameter):
                steps += STEPS_OF_AN_AMOUNT * _amount(value, f"{parameter!r} of fake.{name}")
    return steps * (_TIMES_OF_SLOW if name in _SLOW.split() else 1)


def _amount(value: int, what: str) -> int:
    if value > MAX_SIZE:
        raise TemplateError(f"{what} is {MAX_SIZE} or less")
    return max(value, 0)
