"""The JSON of a body."""

from __future__ import annotations

import pytest

from vfmock.transports.http.json_body import parse
from vfmock.types import JSON


def nested(levels: int) -> JSON:
    """Lists within lists."""
    value: JSON = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"", None),
        (b" \n", None),
        (b"null", None),
        (b"[" * 100 + b"]" * 100, nested(100)),
        (b'"' + b"[" * 200 + b'"', "[" * 200),
        (b"\xef\xbb\xbf1", 1),
        ("[1]".encode("utf-16"), [1]),
        (b'{"a": [1.5, -0.0, 1e300]}', {"a": [1.5, 0, 1e300]}),
    ],
)
def test_a_body_is_read(text: bytes, value: JSON) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"[NaN]", "wanted a number, got NaN"),
        (b"Infinity", "wanted a number, got Infinity"),
        (b"[-1e999]", "the number -1e999 is too large"),
        (b"1" * 50 + b"e999", f"the number {'1' * 40} is too large"),
        (b"[" * 101 + b"]" * 101, "a payload nests 100 levels at the most"),
        (b"[" * 100_000, "a payload nests 100 levels at the most"),
        (b"{", "Expecting property name"),
        (b"\xff", "can't decode byte"),
    ],
)
def test_what_is_no_json_is_named(text: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse(text)
