"""JSON values that differ from one in a single place."""

from __future__ import annotations

from collections.abc import Iterator

from vfmock.types import JSON

OTHERS: tuple[JSON, ...] = (None, True, 7, -0.5, "", "x", [], {}, {"k": 1}, [None])
"""A value of each type, and some that are empty."""


def mutations(value: JSON) -> Iterator[JSON]:
    """The value with each part of it replaced by each of the others, or left out."""
    yield from (other for other in OTHERS if not _same(other, value))
    if isinstance(value, dict):
        for key, item in value.items():
            yield {name: one for name, one in value.items() if name != key}
            yield from ({**value, key: changed} for changed in mutations(item))
        yield {**value, "unknown": 1}
    elif isinstance(value, list):
        for index, item in enumerate(value):
            before, after = value[:index], value[index + 1 :]
            yield [*before, *after]
            yield from ([*before, changed, *after] for changed in mutations(item))


def _same(one: JSON, other: JSON) -> bool:
    """Whether they are equal as JSON, where ``1`` is not ``true``."""
    return type(one) is type(other) and bool(one == other)
