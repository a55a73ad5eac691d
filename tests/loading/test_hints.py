"""Each obscurity of YAML has its hint, whichever of PyYAML's parsers reads it."""

from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vfmock.errors import ScenarioError
from vfmock.loading import hints, parse_scenario, yaml_source
from vfmock.loading.lint import warnings_of
from vfmock.loading.source import read_tree


@pytest.fixture(autouse=True, params=[yaml.CSafeLoader, yaml.SafeLoader], ids=["C", "Python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's parsers."""
    monkeypatch.setattr(yaml_source, "LOADER", request.param)


def error(text: str, file: str = "a.yaml") -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, file=file)
    return caught.value


def starts(character: str) -> str:
    return f"a text that begins with {character!r} needs quotes"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        # A tab.
        ("rules:\n\t- on: launch\n", hints.TAB),
        ("rules:\n  - on: launch\n\treply: []\n", hints.TAB),
        ("\tname: x\n", hints.TAB),
        ("rules:\n  -\ton: launch\n\t  reply: []\n", hints.TAB),
        ("rules:\n  - on: any\n    reply:\n    \t- text: x\n", hints.TAB),
        # A colon in a text.
        ("- text: Note: this\n", hints.COLON),
        ("- text: See http://a/b: there\n", hints.COLON),
        ("- 'text': Note: this\n", hints.COLON),
        ("- choice: [Yes: sure: ok]\n", hints.COLON),
        ("- {text: Note: this}\n", hints.COLON),
        ("text: Time :\n", hints.COLON),
        # A template that begins a text.
        ("- text: {{ name }}\n", hints.TEMPLATE),
        ("- text: {{ name }} and more\n", hints.TEMPLATE),
        ("- text: {{ a.b | upper }}\n", hints.TEMPLATE),
        ("- text: {{ f(x, y) }}\n", hints.TEMPLATE),
        ("- text: {{ a['b'] }}\n", hints.TEMPLATE),
        ('- text: {{ a["b"] }}\n', hints.TEMPLATE),
        ("- text: {% if x %}a{% endif %}\n", hints.TEMPLATE),
        ("- text: {# c #} hi\nb: 1\n", hints.TEMPLATE),
        ("- {{ name }}\n", hints.TEMPLATE),
        ("- choice: [{{ a }}, b]\n", hints.TEMPLATE),
        ("- text: {{ name\n  }}\n", hints.TEMPLATE),
        ("- text: {{ name\n", hints.TEMPLATE),
        # A backslash in double quotes.
        ('regex: "\\d+"\n', hints.ESCAPE),
        ('a: b\nregex: "(?P<a>\\w)"\n', hints.ESCAPE),
        ('a: "\\x1"\n', hints.ESCAPE),
        # Quotes.
        ("a: 'x\nb: 1\n", hints.NOT_CLOSED),
        ('a: "x\nb: 1\n', hints.NOT_CLOSED),
        ('a: ["x, y]\n', hints.NOT_CLOSED),
        ("a: 'It's here'\nb: 1\n", hints.AFTER_QUOTE["'"]),
        ("a: 'x\nb: 'y'\n", hints.AFTER_QUOTE["'"]),
        ("a: ['x, 'y']\n", hints.AFTER_QUOTE["'"]),
        ('a: "Hi" he said\n', hints.AFTER_QUOTE['"']),
        ('a: "x\nb: "y"\n', hints.AFTER_QUOTE['"']),
        ('a: "x"y\n', hints.AFTER_QUOTE['"']),
        ('a: "a, {{ b }}" c\n', hints.AFTER_QUOTE['"']),
        # A character that means something.
        ("a: @b\n", starts("@")),
        ("a: `b`\n", starts("`")),
        ("a: %x\n", starts("%")),
        ("a: *bold*\n", starts("*")),
        ("a: *bold\n", starts("*")),
        ("a: !important\n", starts("!")),
        ("a: > hi\n", starts(">")),
        ("a: | hi\n", starts("|")),
        ("a: ? b\n", starts("?")),
        ("a: ] b\n", starts("]")),
        ("a: , b\n", starts(",")),
        ("a: [Yes] or no\nb: 1\n", starts("[")),
        ("a: {x} y\nb: 1\n", starts("{")),
        ("a: - b\n", f"a list begins on the next line; {starts('-')}"),
        # Structure.
        ("a: b\n  c: d\n", hints.ABOVE),
        ("a:b\nc: d\n", hints.ABOVE),
        ("rules:\n  -on: launch\n    x: 1\n", hints.ABOVE),
        ("- a\nb: c\n", hints.INDENTATION),
        ("a: b\n- c\n", hints.INDENTATION),
        (" a: b\nc: d\n", hints.INDENTATION),
        ("a:\n  - b\n c: d\n", hints.INDENTATION),
        (
            "a: [1, 2\nb: 3\n",
            "a list begins with '[' at line 1, column 4; is it closed?",
        ),
        (
            "a: {b: 1\nc: 2\n",
            "a mapping begins with '{' at line 1, column 4; is it closed?",
        ),
    ],
)
def test_each_mistake_has_its_hint(text: str, hint: str) -> None:
    assert error(text).problem.endswith(f": {hint}")


def test_a_quote_that_is_not_closed_is_shown_where_it_opens() -> None:
    assert str(error("a: 1\nb: 'x\nc: 1\n")).startswith("a.yaml:2:4: not YAML: ")


@pytest.mark.parametrize(
    "text", ["{{ name }}", "a: b", r"\d+", "It's", "@x", "*b*", "- x", "[a] b"]
)
def test_with_quotes_as_the_hint_says_it_is_right(text: str) -> None:
    quoted = text.replace("'", "''")
    assert read_tree(f"- text: '{quoted}'\n", "a.yaml").plain() == [{"text": text}]


def test_a_tag_of_yaml_gets_no_hint() -> None:
    assert error("a: !!int 5").problem.endswith("'tag:yaml.org,2002:int'")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("yes", ": write true"),
        ("On", ": write true"),
        ("True", ": write true"),
        ("no", ": write false"),
        ("OFF", ": write false"),
        ("maybe", ""),
        ("'{{ x }}'", ": only strings can be templates"),
    ],
)
def test_a_word_for_a_boolean_has_a_hint(word: str, hint: str) -> None:
    text = f"rules:\n  - on: {{text: {{equals: a, ignore_case: {word}}}}}\n    reply: []\n"
    got = error(text).problem
    assert got.startswith("wanted true or false for 'ignore_case'")
    assert got.endswith(f"{word.strip(chr(39))!r}{hint}")


@pytest.mark.parametrize("word", ["yes", "no", "on", "off"])
def test_such_a_word_is_a_text_where_a_text_is_wanted(word: str) -> None:
    parse_scenario(f"rules:\n  - on: {{text: {word}}}\n    reply: [text: {word}]\n")


@pytest.mark.parametrize("word", ["true", "false"])
def test_a_boolean_where_a_text_is_wanted_has_a_hint(word: str) -> None:
    text = f"rules:\n  - on: any\n    reply: [{{text: {{message: {word}}}}}]\n"
    assert error(text).problem.endswith(f"got {word}: put it in quotes")


def test_an_edge_of_a_word_in_double_quotes_is_a_backspace_and_has_a_hint() -> None:
    rule = "rules:\n  - on: {{text: {{regex: {}}}}}\n    reply: []\n"
    (warning,) = warnings_of(parse_scenario(rule.format(r'"\bpizza\b"')))
    assert "searches for a backspace in the regex '\\x08pizza\\x08'" in warning
    assert warning.endswith(r"write '\b' in single quotes, or r'\b' in Python")
    assert warnings_of(parse_scenario(rule.format(r"'\bpizza\b'"))) == []


@pytest.mark.parametrize("file", ["run.jsonl", "run.JSONL", "run.ndjson"])
def test_a_journal_given_as_a_scenario_has_a_hint(file: str) -> None:
    assert str(error('{"at": 1}\n{"at": 2}\n', file)) == f"{file}:1:1: {hints.JSON_LINES}"


@pytest.mark.parametrize("file", ["run.json", "run.txt"])
def test_json_lines_in_a_file_with_another_name_have_a_hint(file: str) -> None:
    assert str(error('{"at": 1}\n{"at": 2}\n', file)).startswith(f"{file}:2:1: not JSON: ")
    assert error('{"at": 1}\n{"at": 2}\n', file).problem.endswith(hints.JSON_LINES)


def test_a_comment_after_a_flow_mapping_is_still_yaml() -> None:
    assert read_tree('{"name": "a"} # here', "a.yaml").plain() == {"name": "a"}


@given(st.text(st.sampled_from(list("ab:-{}[]%#'\"\\\t\n *&!|>@,.?")), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_hint_never_fails(text: str) -> None:
    with suppress(ScenarioError):
        read_tree(text, "a.yaml")


@pytest.mark.parametrize("part", ["- ", "a, ", "{", "'a' ", '" ', "a:", "\t", "[ "])
def test_a_hint_in_a_long_line_comes_at_once(part: str) -> None:
    # A search in the square of the length would take hours. There is no bound in time.
    stop = hints.Stop(1, 1_000_000, "mapping values", "")
    hints.syntax_hint(part * 500_000, stop)
    hints.syntax_hint(part * 500_000, hints.Stop(1, 1_000_000, "x", "while parsing a block x"))
