"""Any file loads or raises ``ScenarioError``: there is no other error, and no hang."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import folders
from vfmock.core.matchers import MATCHERS
from vfmock.core.scenario import Scenario
from vfmock.core.steps import STEPS
from vfmock.errors import ScenarioError, TemplateError
from vfmock.loading import TemplateEngine, load_scenario, parse_scenario, warnings_of
from vfmock.loading.build import build_scenario
from vfmock.loading.source import read_tree

EXAMPLES = [file.read_text(encoding="utf-8") for file in sorted(folders.EXAMPLES.glob("*.yaml"))]
many = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)

KEYS = "rules on reply states set goto start fallback session seed name then last echo 30m <<"
WORDS = [*KEYS.split(), *STEPS, *MATCHERS, "", "{{ x }}", "{% if %}"]
words = st.sampled_from(WORDS)
scalars = (
    words
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=25,
)
steps = st.one_of(words, st.dictionaries(st.sampled_from([*STEPS]), trees, max_size=2))
matchers = st.one_of(words, st.dictionaries(st.sampled_from([*MATCHERS]), trees, max_size=2))
rules = st.fixed_dictionaries(
    {"on": matchers},
    optional={
        "reply": st.lists(steps, max_size=2),
        "replies": trees,
        "set": trees,
        "goto": words,
        "times": scalars,
    },
)
almost_scenarios = st.fixed_dictionaries(
    {"rules": st.lists(rules, max_size=3)}, optional={"states": trees, "fallback": trees}
)


def load(source: str | bytes, file: str = "a.yaml") -> None:
    """Load, and look at what came."""
    with suppress(ScenarioError):
        scenario = build_scenario(read_tree(source, file), file)
        assert isinstance(scenario, Scenario)
        assert all(isinstance(line, str) for line in warnings_of(scenario))


@many
@given(st.text())
def test_any_text_loads_or_is_refused(text: str) -> None:
    load(text)


@many
@given(st.binary())
def test_any_bytes_load_or_are_refused(source: bytes) -> None:
    load(source)
    load(source, "a.json")


@many
@given(st.text(alphabet="{}[]&*a:-? \n,'\"|>!%@#<0", max_size=60))
def test_any_punctuation_loads_or_is_refused(text: str) -> None:
    load(text)


@many
@given(trees)
def test_any_tree_loads_or_is_refused(tree: object) -> None:
    load(json.dumps(tree))
    load(json.dumps(tree), "a.json")


@many
@given(almost_scenarios)
def test_any_tree_similar_to_a_scenario_loads_or_is_refused(tree: object) -> None:
    load(json.dumps(tree))


@many
@given(
    example=st.sampled_from(EXAMPLES),
    at=st.floats(0, 1),
    length=st.integers(0, 30),
    instead=st.text(max_size=10) | st.text(alphabet="{}[]:-'\" \n", max_size=5),
)
def test_any_damaged_example_loads_or_is_refused(
    example: str, at: float, length: int, instead: str
) -> None:
    start = int(at * len(example))
    load(example[:start] + instead + example[start + length :])


@pytest.mark.parametrize("source", [b"", b"\xff\xfe\x00", b"\0" * 100, b"[" * 10_000, b"? " * 5000])
def test_odd_files_are_refused(source: bytes, tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_bytes(source)
    with pytest.raises(ScenarioError):
        load_scenario(file)


@many
@given(st.text())
def test_any_path_loads_or_is_refused(path: str) -> None:
    with suppress(ScenarioError):
        load_scenario(path)


def one_of(names: str) -> st.SearchStrategy[str]:
    return st.sampled_from(names.split())


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions of expressions."""
    filters = one_of("list join upper int random tojson sum first length string replace('1','aa')")
    attributes = one_of("items upper __class__ name append x")
    return st.one_of(
        st.builds("({} {} {})".format, inner, one_of("+ - * / // ** % ~ in == ."), inner),
        st.builds("{}|{}".format, inner, filters),
        st.builds("{}.{}".format, inner, attributes),
        st.builds("{}({})".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
    )


expressions = st.recursive(
    one_of("x xs 'a' 1 -1 9999999 none fake range loop self"), larger, max_leaves=8
)
FORMS = [
    "{{ X }}",
    "a {{ X }}",
    "{% for i in X %}{{ i }}{% endfor %}",
    "{% if X %}{{ X }}{% endif %}",
]


@many
@given(expression=expressions, form=st.sampled_from(FORMS))
def test_any_expression_gives_json_or_a_template_error(expression: str, form: str) -> None:
    with suppress(TemplateError):
        found = TemplateEngine().evaluate(form.replace("X", expression), {"x": "y", "xs": [1, {}]})
        json.dumps(found, allow_nan=False)


@many
@given(st.text(alphabet="{}%# abx|.()'\"[]-1\n", max_size=40))
def test_any_template_gives_json_or_a_template_error(source: str) -> None:
    with suppress(TemplateError):
        json.dumps(TemplateEngine().evaluate(source, {"a": 1, "x": "y"}))


def test_a_template_in_a_file_that_parses_is_checked() -> None:
    with pytest.raises(ScenarioError, match="unexpected"):
        parse_scenario("rules: [{on: any, reply: [{text: '{{'}]}]")
