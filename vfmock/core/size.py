"""How much memory a JSON value takes, about."""

from __future__ import annotations

import marshal

from vfmock.types import JSON

OF_UNKNOWN = 1_000
"""What is assumed of a value that is no JSON, in bytes."""


def size_of(value: JSON) -> int:
    """The size of a value in bytes, as it would be written; what is there twice counts once.

    In memory, texts take as much, and lists of numbers some times more.
    """
    try:
        return len(marshal.dumps(value))  # the fastest that takes every JSON value
    except ValueError:
        return OF_UNKNOWN
