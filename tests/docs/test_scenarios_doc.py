"""``docs/scenarios.md`` names all that a file can say, and its examples load.

A fence is a whole scenario, or says behind ``yaml`` what it is: ``rules`` or ``reply`` (a list of
them), or ``wrong``: a file named ``pizza.yaml`` whose error is the text fence after it.
"""

from __future__ import annotations

import dataclasses
import re
import textwrap

import pytest

from tests.core.builders import NOW, make_turn
from tests.core.talk import Talk
from tests.docs.pages import DOCS, Fence, code, fences
from vfmock import (
    Button,
    Card,
    Document,
    Fallback,
    Knowledge,
    MockServer,
    Question,
    Rule,
    Scenario,
    SessionOptions,
    Widget,
    WidgetSpacing,
)
from vfmock.core.matchers import MATCHERS
from vfmock.core.scope import scope
from vfmock.core.spec import Part
from vfmock.core.steps import STEPS
from vfmock.core.traces.visual import Dimensions
from vfmock.durations import parse_duration
from vfmock.errors import ScenarioError
from vfmock.loading import parse_scenario, warnings_of
from vfmock.loading.filters import FILTERS_BY_NAME

PAGE = (DOCS / "scenarios.md").read_text(encoding="utf-8")

WRAPPERS = {
    "": "{}",
    "rules": "rules:\n{}",
    "knowledge": "knowledge:\n{}",
    "widget": "widget:\n{}",
    "reply": "rules:\n- on: any\n  reply:\n{}",
}


def _examples() -> list[object]:
    found = [fence for fence in fences(PAGE, "yaml") if fence.info != "wrong"]
    return [pytest.param(fence, id=f"line {fence.line}") for fence in found]


def _load(fence: Fence) -> Scenario:
    text = fence.text if not fence.info else textwrap.indent(fence.text, "  ")
    return parse_scenario(WRAPPERS[fence.info].format(text))


@pytest.mark.parametrize("fence", _examples())
def test_an_example_loads_and_has_no_useless_rule(fence: Fence) -> None:
    scenario = _load(fence)
    assert warnings_of(scenario) == []
    assert MockServer(scenario).scenario.rules == scenario.rules


def test_a_wrong_example_would_fail() -> None:
    with pytest.raises(ScenarioError, match="unknown step 'txt'"):
        _load(Fence("yaml", "reply", "- txt: x\n", 1))


def test_the_three_wrong_files_have_the_errors_that_the_page_shows() -> None:
    wrong = [fence for fence in fences(PAGE, "yaml") if fence.info == "wrong"]
    shown = [fence.text.rstrip("\n") for fence in fences(PAGE, "text")]
    said = []
    for fence in wrong:
        with pytest.raises(ScenarioError) as caught:
            parse_scenario(fence.text, file="pizza.yaml")
        said.append(str(caught.value))
    assert len(said) == 3
    assert said == shown


def table(page: str, first: str, heading: str | None = None) -> dict[str, list[str]]:
    """The rows of all tables whose first column is called ``first``: its word to its cells."""
    if heading is not None:
        page = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found: dict[str, list[str]] = {}
    for block in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        lines = [[cell.strip() for cell in row.strip("|").split("|")] for row in block.splitlines()]
        if lines[0][0] != first:
            continue
        for cells in lines[2:]:
            (word,) = code(cells[0])
            assert word not in found, f"two rows {word}"
            found[word] = cells
    return found


def keys_of(cls: type[Part]) -> list[str]:
    """The keys that a file may have for a part."""
    fields = dataclasses.fields(cls)  # type: ignore[arg-type] # every part is a dataclass
    return [field.name for field in fields if not field.metadata.get("internal")]


@pytest.mark.parametrize(
    ("heading", "cls"),
    [
        ("Scenario", Scenario),
        ("Rule", Rule),
        ("Fallback", Fallback),
        ("Session options", SessionOptions),
        ("Knowledge", Knowledge),
        ("Document", Document),
        ("Question", Question),
        ("Widget", Widget),
        ("Widget spacing", WidgetSpacing),
        ("Button", Button),
        ("Card", Card),
    ],
)
def test_every_key_of_a_part_has_its_row(heading: str, cls: type[Part]) -> None:
    assert list(table(PAGE, "key", heading)) == keys_of(cls)


@pytest.mark.parametrize("heading", ["Scenario", "Rule", "Fallback", "Button"])
def test_a_missing_row_is_found(heading: str) -> None:
    key = next(iter(table(PAGE, "key", heading)))
    section = PAGE.index(f"\n## {heading}\n")
    doctored = PAGE[:section] + re.sub(rf"\n\| `{key}` \|.*", "", PAGE[section:], count=1)
    assert key not in table(doctored, "key", heading)


@pytest.mark.parametrize(("noun", "registry"), [("step", STEPS), ("matcher", MATCHERS)])
def test_every_step_and_matcher_has_its_row_with_its_keys(
    noun: str, registry: dict[str, type[Part]]
) -> None:
    shown = table(PAGE, noun)
    assert set(shown) == set(registry)
    for name, cells in shown.items():
        cls = registry[name]
        assert sorted(code(cells[1])) == sorted(keys_of(cls)), name
        starred = re.findall(r"`(\w+)`\*", cells[1])
        assert starred == ([cls.primary] if cls.primary else []), name


def test_the_keys_of_dimensions_are_named() -> None:
    assert f"`{{{', '.join(keys_of(Dimensions))}}}`" in PAGE


def test_the_names_of_templates_are_those_of_the_scope() -> None:
    names = scope(Talk().session.data, make_turn(), NOW)
    shown = table(PAGE, "name")
    assert set(shown) == {*names, "fake"}
    for name in ("user", "project", "environment", "session"):
        assert set(code(shown[name][1])) - {"null"} == {f"{name}.{key}" for key in names[name]}


def test_the_page_names_every_filter() -> None:
    (sentence,) = re.findall(r"These filters are there: (.*?)\. `range`", PAGE, re.DOTALL)
    assert code(sentence) == sorted(name for name in FILTERS_BY_NAME if name.isalpha())


def test_the_units_of_durations_are_named() -> None:
    (section,) = re.findall(r"\n## Durations\n(.*?)\n## ", PAGE, re.DOTALL)
    lengths = [parse_duration(text) for text in code(section) if text[0].isdigit()]
    assert lengths == [0.5, 30, 300, 7200, 86400]
