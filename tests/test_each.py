"""``check_each``: every wrong item is reported, and having no items is a failure too."""

from __future__ import annotations

import pytest

from tests.each import check_each


def _is_even(number: int) -> None:
    if number == 3:
        raise LookupError("three")
    if number == 5:
        pytest.fail("five")
    assert number % 2 == 0, "it is odd"


def test_correct_items_pass() -> None:
    check_each([2, 4], _is_even)


def test_every_wrong_item_is_reported() -> None:
    with pytest.raises(AssertionError) as raised:
        check_each(range(1, 7), _is_even)
    assert str(raised.value).splitlines()[0] == "3 of 6 failed"
    assert "\n1: AssertionError: it is odd" in str(raised.value)
    assert "\n3: LookupError: three" in str(raised.value)
    assert "\n5: Failed: five" in str(raised.value)


def test_having_no_items_is_a_failure() -> None:
    with pytest.raises(AssertionError, match="nothing to check"):
        check_each([], _is_even)
