"""Numbers of things in words."""

from __future__ import annotations

import pytest

from vfmock.checks.counts import counted


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 lines"), (1, "1 line"), (2, "2 lines"), (11, "11 lines")]
)
def test_the_noun_has_the_number_of_the_things(count: int, words: str) -> None:
    assert counted(count, "line") == words
