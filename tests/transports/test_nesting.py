"""How deep JSON nests."""

from __future__ import annotations

import pytest

from vfmock.transports.nesting import DEEPEST, is_too_deep


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("outside", [0, 1])
def test_the_levels_of_a_payload_are_counted(opening: str, closing: str, outside: int) -> None:
    most = DEEPEST + outside
    assert not is_too_deep(opening * most + "1" + closing * most, outside)
    assert is_too_deep(opening * (most + 1) + "1" + closing * (most + 1), outside)


@pytest.mark.parametrize(
    "text",
    [
        "[" + "[]," * 1000 + "1]",
        '"' + "[" * 1000 + '"',
        '"\\"' + "[" * 1000 + '"',
        '"' + "[" * 1000,
        "]" * 1000,
    ],
)
def test_what_is_beside_another_or_in_a_string_is_no_level(text: str) -> None:
    assert not is_too_deep(text)
