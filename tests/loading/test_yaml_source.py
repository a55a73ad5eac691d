"""YAML with places, read by PyYAML's parser in C and by its parser in Python."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml

from vfmock.errors import ScenarioError
from vfmock.loading import yaml_source
from vfmock.loading.hints import COLON, starts_hint
from vfmock.loading.nodes import MAX_DEPTH


@pytest.fixture(autouse=True, params=[yaml.CSafeLoader, yaml.SafeLoader], ids=["C", "Python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's parsers."""
    monkeypatch.setattr(yaml_source, "LOADER", request.param)


def read(text: str) -> Any:
    return yaml_source.read(text, "a.yaml").plain()


def problem(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        yaml_source.read(text, "a.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("null", None),
        ("~", None),
        ("Null", "Null"),
        ("12", 12),
        ("-12", -12),
        ("0", 0),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1e3", -1000.0),
        ("1.5E-3", 0.0015),
        ("0123", "0123"),
        ("+441234", "+441234"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2024-01-31", "2024-01-31"),
        ("2024-01-31T10:00:00Z", "2024-01-31T10:00:00Z"),
        ("-", None),
        ("--", "--"),
        ("NaN", "NaN"),
        ("+.inf", "+.inf"),
        ("<<", "<<"),
        ("=", "="),
        ("'12'", "12"),
        ('"true"', "true"),
        ("''", ""),
        ("! 12", "12"),
        ("!!str 12", "12"),
        ("|\n  12\n", "12\n"),
    ],
)
def test_every_scalar_has_its_value(text: str, value: object) -> None:
    item = text if text != "-" else ""
    [found] = read(f"- {item}")
    assert found == value
    assert type(found) is type(value)


def test_on_and_yes_are_keys_like_any_other() -> None:
    assert read("on: launch\nyes: 1\n'true': 2") == {"on": "launch", "yes": 1, "true": 2}


def test_tags_of_lists_and_mappings_are_allowed() -> None:
    assert read("!!map {a: !!seq [1]}") == {"a": [1]}


def test_an_empty_document_is_null() -> None:
    assert [read(text) for text in ("", "# nothing", "---\n...")] == [None, None, None]


def test_every_value_has_its_place() -> None:
    root = yaml_source.read("a:\n  - 1\n  - é: {b: 'x'}\n", "a.yaml")
    assert isinstance(root.value, dict)
    key, items = root.value["a"]
    assert isinstance(items.value, list)
    assert isinstance(items.value[1].value, dict)
    inner_key, inner = items.value[1].value["é"]
    nodes = (root, key, items, *items.value, inner_key, inner)
    found = [(node.line, node.column) for node in nodes]
    assert found == [(1, 1), (1, 1), (2, 3), (2, 5), (3, 5), (3, 5), (3, 8)]


def test_aliases_and_merge_keys_are_resolved() -> None:
    text = """
        base: &base {a: 1, b: 2}
        other: &other {b: 3, c: 4}
        word: &word hello
        one: {<<: *base, b: 9}
        two: {<<: [*base, *other], "d": *word}
        three: {"<<": 1}
        four: {<<: []}
    """
    assert read(text) == {
        "base": {"a": 1, "b": 2},
        "other": {"b": 3, "c": 4},
        "word": "hello",
        "one": {"a": 1, "b": 9},
        "two": {"a": 1, "b": 2, "c": 4, "d": "hello"},
        "three": {"<<": 1},
        "four": {},
    }


def test_an_anchor_can_be_defined_again() -> None:
    assert read("[&a 1, *a, &a 2, *a]") == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3", "3:1: duplicate key 'a': the first is at line 1, column 1"),
        ("{<<: {}, <<: {}}", "1:10: duplicate key '<<': the first is at line 1, column 2"),
        ("1: a", "1:1: wanted a string as key, got the number 1: put it in quotes"),
        ("true: a", "1:1: wanted a string as key, got true: put it in quotes"),
        ("? [a]\n: b", "1:3: wanted a string as key, got a list"),
        ("? {a: b}\n: b", "1:3: wanted a string as key, got a mapping"),
        ("a: .nan", "1:4: .nan is not a number in JSON"),
        ("a: -.inf", "1:4: -.inf is not a number in JSON"),
        ("a: 1e999", "1:4: the number 1e999 is too large"),
        ("a: " + "7" * 5000, f"1:4: the number {'7' * 40} is too large"),
        ("a: !!int 5", "1:4: a scenario has no tags such as 'tag:yaml.org,2002:int'"),
        ("a: !env [X]", f"1:4: a scenario has no tags such as '!env': {starts_hint('!')}"),
        ("a: !!str [X]", "1:4: a scenario has no tags such as 'tag:yaml.org,2002:str'"),
        ("a: 1\n---\nb: 2", "2:1: a second document: a file has one scenario"),
        ("a: *b", f"1:4: no anchor '&b' for the alias '*b': {starts_hint('*')}"),
        ("a: &b [*b]", "1:8: the alias '*b' stands inside what it stands for"),
        ("&b\na: {c: *b}", "2:8: the alias '*b' stands inside what it stands for"),
        ("a: {<<: 1}", "1:9: wanted a mapping or a list of mappings for '<<', got the number 1"),
        (
            "a: {<<: [{}, x]}",
            "1:14: wanted a mapping or a list of mappings for '<<', got the string 'x'",
        ),
        ("a: 'x\x07'", "1:6: not YAML: the character U+0007 is not allowed"),
        ("a: 1\nb: \ud800", "2:4: not YAML: the character U+D800 is not allowed"),
        ("a: b: c", f"1:5: not YAML: mapping values are not allowed {{here}}: {COLON}"),
        ("[" * 900, f"1:101: nested more than {MAX_DEPTH} levels deep"),
        ("- " * 1000, f"1:201: nested more than {MAX_DEPTH} levels deep"),
    ],
)
def test_every_mistake_has_its_message(text: str, message: str) -> None:
    is_c = yaml_source.LOADER is yaml.CSafeLoader
    here = "in this context" if is_c else "here"
    assert problem(text) == f"a.yaml:{message.format(here=here)}"


def test_nesting_too_deep_for_the_parser_is_an_error_too() -> None:
    """From 1,000 levels on, newer releases of libyaml refuse it before vfmock does."""
    assert "nest" in problem("[" * 20_000)


def test_a_syntax_error_says_what_the_parser_was_reading() -> None:
    assert problem("a: [1, 2\nb: 3").startswith("a.yaml:2:")
    assert "while parsing a flow sequence" in problem("a: [1, 2\nb: 3")


def laughs(levels: int) -> str:
    """Each line holds the line above nine times: so many levels, nine to their power values."""
    lines = ["a0: &a0 [lol]"]
    for level in range(1, levels):
        inner = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} [{inner}]")
    return "\n".join(lines)


def test_too_many_nested_aliases_are_refused_at_once() -> None:
    assert problem(laughs(10)).endswith(": the aliases stand for more than 250000 values")


def test_some_nested_aliases_are_allowed() -> None:
    assert len(str(read(laughs(5)))) > 9**4


def test_aliases_cannot_be_nested_deeper_than_values() -> None:
    chain = ["a0: &a0 [1]"] + [f"a{n}: &a{n} [[*a{n - 1}]]" for n in range(1, 60)]
    assert problem("\n".join(chain)).endswith(f"nested more than {MAX_DEPTH} levels deep")
    assert read("\n".join(chain[:40]))


def test_a_number_keeps_its_value() -> None:
    assert math.isclose(read("[0.1]")[0], 0.1)
