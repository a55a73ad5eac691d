"""How messages describe a value."""

from __future__ import annotations

import pytest

from vfmock.loading.source import read_tree


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("hello", "the string 'hello'"),
        ("'5'", "the string '5'"),
        ("x" * 100, f"the string '{'x' * 27}...{'x' * 28}'"),
        ("5", "the number 5"),
        ("1.50", "the number 1.5"),
        ("true", "true"),
        ("false", "false"),
        ("null", "null"),
        ("[1]", "a list"),
        ("[]", "an empty list"),
        ("{a: 1}", "a mapping"),
        ("{}", "an empty mapping"),
    ],
)
def test_a_value_is_described_in_words(source: str, words: str) -> None:
    assert read_tree(source, "a.yaml").describe() == words


def test_a_shared_value_is_copied_for_each_place() -> None:
    plain = read_tree("a: &x [1]\nb: *x", "a.yaml").plain()
    plain["a"].append(2)
    assert plain == {"a": [1, 2], "b": [1]}
