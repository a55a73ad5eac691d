"""Says in words how many things there are."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """The number and the noun, which gets an ``s`` if there is not one of it.

    >>> counted(1, "line"), counted(2, "line")
    ('1 line', '2 lines')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
