"""One test over many items that fails with all of those that are wrong, and not with the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")


def check_each(items: Iterable[T], check: Callable[[T], object]) -> None:
    """Call ``check`` with every item; fail with the item and the error of each that it refuses.

    For what a registry, a folder or a range holds. No items at all are a failure: nothing would
    have been checked.
    """
    failed: list[str] = []
    checked = 0
    for item in items:
        checked += 1
        try:
            check(item)
        except (Exception, pytest.fail.Exception) as error:
            failed.append(f"{item}: {type(error).__name__}: {error}")
    assert checked, "there is nothing to check"
    assert not failed, "\n".join([f"{len(failed)} of {checked} failed", *failed])
