"""JSON with places, compared with Python's own reader."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock.errors import ScenarioError
from vfmock.loading import json_source
from vfmock.loading.nodes import MAX_DEPTH, Node

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(value=values, indent=st.none() | st.integers(0, 3), ascii_only=st.booleans())
def test_json_written_by_python_is_read(
    value: object, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert json_source.read(text, "a.json").plain() == value


def test_every_value_has_its_place() -> None:
    root = json_source.read('{\n  "a": [1,\n\t"two"], "b": {}}', "a.json")
    assert isinstance(root.value, dict)
    key, items = root.value["a"]
    assert isinstance(items.value, list)
    found = [(node.line, node.column) for node in (root, key, items, *items.value)]
    assert found == [(1, 1), (2, 3), (2, 8), (2, 9), (3, 2)]
    assert [(node.line, node.column) for node in root.value["b"]] == [(3, 10), (3, 15)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: not JSON: wanted a value"),
        ('{"a": }', "1:7: not JSON: wanted a value"),
        ('{"a": nul}', "1:7: not JSON: wanted a value"),
        ("{a: 1}", "1:2: not JSON: wanted a key in double quotes"),
        ('{"a" 1}', "1:6: not JSON: wanted ':' after a key"),
        ('{"a": 1', "1:8: not JSON: wanted ',' or '}'"),
        ("[1 2]", "1:4: not JSON: wanted ',' or ']'"),
        ('{"a": 1,}', "1:9: not JSON: wanted a key in double quotes"),
        ("[1]\n 2", "2:2: not JSON: extra data after the value"),
        ('"abc', "1:1: not JSON: unterminated string starting at"),
        ('"a\nb"', "1:3: not JSON: invalid control character at"),
        ('{"a": 1,\n "a": 2}', "2:2: duplicate key 'a': the first is at line 1, column 2"),
        ("[NaN]", "1:2: NaN is not a number in JSON"),
        ("-Infinity", "1:1: -Infinity is not a number in JSON"),
        ("1e999", "1:1: the number 1e999 is too large"),
        ("9" * 5000, f"1:1: the number {'9' * 40} is too large"),
        ("[" * 101, f"1:101: nested more than {MAX_DEPTH} levels deep"),
    ],
)
def test_every_mistake_has_its_message(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        json_source.read(text, "a.json")
    assert str(caught.value) == f"a.json:{message}"


def test_an_empty_list_and_mapping_are_read() -> None:
    assert json_source.read("[ ]", "a.json").plain() == []
    assert json_source.read("{ }", "a.json").plain() == {}


def test_the_greatest_depth_is_read() -> None:
    root = json_source.read("[" * (MAX_DEPTH - 1) + "1" + "]" * (MAX_DEPTH - 1), "a.json")
    assert isinstance(root, Node)
