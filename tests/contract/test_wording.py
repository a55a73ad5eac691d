"""What is wanted and what came, in words."""

from __future__ import annotations

from typing import Any

import pytest

from vfmock.contract.wording import got, wanted


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "a string"),
        ({"type": "object"}, "an object"),
        ({"type": "array"}, "an array"),
        ({"type": "number"}, "a number"),
        ({"type": "integer"}, "a whole number"),
        ({"type": "boolean"}, "true or false"),
        ({"type": "null"}, "null"),
        ({"type": ["string", "null"]}, "a string or null"),
        ({"type": "string", "minLength": 1}, "a string that is not empty"),
        ({"type": ["string", "null"], "minLength": 1}, "a string that is not empty or null"),
        ({"type": "string", "minLength": 0}, "a string"),
        ({"enum": ["a", "b"]}, "one of 'a', 'b'"),
        ({"type": "string", "enum": ["a"]}, "one of 'a'"),
        ({"const": "text"}, "'text'"),
        ({"type": "string", "maxLength": 3}, "a string, of at most 3 characters"),
        ({"type": "string", "pattern": "^a"}, "a string that matches ^a"),
        ({"anyOf": [{"enum": ["a"]}, {"type": "object"}]}, "one of 'a' or an object"),
        ({"anyOf": [{"type": "null"}, {"type": "null"}]}, "null"),
        ({}, "any value"),
    ],
)
def test_the_wish_of_a_schema_is_described(schema: dict[str, Any], words: str) -> None:
    assert wanted(schema) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (7, "number 7"),
        (-1.5, "number -1.5"),
        (2**70, "number 1180591620717411303424"),
        ("", "string ''"),
        ("x", "string 'x'"),
        ("x" * 40, f"string '{'x' * 40}'"),
        ("x" * 41, f"string '{'x' * 40}'…"),
        ("\ud800\n", "string '\\ud800\\n'"),
        (b"", "0 bytes of binary"),
        (bytearray(3), "3 bytes of binary"),
        ([], "an array of 0"),
        ([1, 2], "an array of 2"),
        ({}, "an empty object"),
        ({"a": 1, "b": 2}, "an object with keys 'a', 'b'"),
        (dict.fromkeys("abcdef"), "an object with keys 'a', 'b', 'c', 'd', 'e'"),
        ({"k" * 30: 1}, f"an object with keys '{'k' * 20}'"),
    ],
)
def test_the_value_that_came_is_described(value: Any, words: str) -> None:
    assert got(value) == words
