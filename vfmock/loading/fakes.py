"""``fake`` in templates: Faker's providers, with a separate sequence for each session.

Faker takes 150 ms to load and 2 ms to set up. Both happen only when a template first needs it. The
values of a provider depend only on the seed, except dates and times: Faker counts them from now.
"""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable
from functools import cached_property

from vfmock.errors import TemplateError
from vfmock.types import JSON

MAX_SIZE = 10_000
"""The largest number for an argument that is an amount: of words, rows, digits …."""

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
            _check_sizes(name, method, arguments, named)
            return method(*arguments, **named)

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


def _check_sizes(
    name: str, method: Callable[..., JSON], arguments: tuple[JSON, ...], named: dict[str, JSON]
) -> None:
    if not any(isinstance(one, int) and one > MAX_SIZE for one in (*arguments, *named.values())):
        return
    for parameter, value in inspect.signature(method).bind(*arguments, **named).arguments.items():
        if _SIZE.search(parameter) and isinstance(value, int) and value > MAX_SIZE:
            raise TemplateError(f"{parameter!r} of fake.{name} is {MAX_SIZE} or less")
