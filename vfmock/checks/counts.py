"""Says in words how many things there are."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """The number and the noun. The noun gets an ``s`` unless the number is one.

    >>> counted(1, "line"), counted(2, "line")
    ('1 line', '2 lines')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
