"""From bytes to a tree: encodings, and whether a file is JSON or YAML."""

from __future__ import annotations

import pytest

from vfmock.errors import Place, ScenarioError
from vfmock.loading.source import read_tree


@pytest.mark.parametrize("source", [b"\xef\xbb\xbfname: x", "\ufeffname: x"], ids=["bytes", "text"])
def test_a_byte_order_mark_is_not_part_of_the_file(source: str | bytes) -> None:
    tree = read_tree(source, "a.yaml")
    assert tree.plain() == {"name": "x"}
    assert (tree.line, tree.column) == (1, 1)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"name: caf\xe9", "a.yaml:1:10: not UTF-8: byte 0xe9 at offset 9"),
        (b"a: \xc3\xa9\nb: \xff", "a.yaml:2:4: not UTF-8: byte 0xff at offset 9"),
        ("name: x".encode("utf-16"), "a.yaml:1:1: not UTF-8: byte 0xff at offset 0"),
    ],
    ids=["latin-1", "second line", "utf-16"],
)
def test_the_error_for_another_encoding_names_the_byte(source: bytes, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_tree(source, "a.yaml")
    assert str(caught.value) == message


def test_a_json_file_is_only_json() -> None:
    assert read_tree('{"name": "x"}', "a.json").plain() == {"name": "x"}
    with pytest.raises(ScenarioError) as caught:
        read_tree("name: x", "a.JSON")
    assert str(caught.value) == "a.JSON:1:1: not JSON: wanted a value"


def test_json_in_another_file_is_read_as_json() -> None:
    """The escapes that ``json.dumps`` writes for an emoji are not valid YAML."""
    assert read_tree(r' {"name": "\ud83e\udeb5"}', "<text>").plain() == {"name": "🪵"}


def test_a_flow_mapping_is_yaml() -> None:
    assert read_tree("{name: x, on: no}", "a.yaml").plain() == {"name": "x", "on": "no"}


def test_a_wrong_value_in_json_is_not_reported_as_a_yaml_error() -> None:
    with pytest.raises(ScenarioError) as caught:
        read_tree('{"seed": NaN}', "<text>")
    assert str(caught.value) == "<text>:1:10: NaN is not a number in JSON"
    assert caught.value.place == Place("<text>", 1, 10)
