"""Names in a scenario that can't be are found, with their place and the nearest known name."""

from __future__ import annotations

from pathlib import Path

import pytest

from vfmock.errors import ScenarioError
from vfmock.loading import analyse, read_scenario

HERE = "a.yaml:6:19: "


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(source: str) -> list[str]:
    """The remarks about the names of a file."""
    Path("a.yaml").write_text(source, encoding="utf-8")
    scenario, places, templates = read_scenario("a.yaml")
    remarks = analyse(scenario, lambda _: None, places, templates)
    return [f"{one.level} {one}" for one in remarks if one.kind == "name.unknown"]


def said(template: str, on: str = "{text: {regex: '(?P<size>large)'}}") -> list[str]:
    """The remarks about a template in the reply of a rule, without the place, which is the same."""
    source = (
        "variables: {name: Ada}\n"
        "rules:\n"
        "  - on: any\n"
        "    set: {drink: tea}\n"
        f"  - on: {on}\n"
        f"    reply: [text: {template!r}]\n"
    )
    lines = found(source)
    levels = ("error " + HERE, "warning " + HERE)
    assert all(line.startswith(levels) for line in lines)
    return [line.split(": ", 1)[1] for line in lines]


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{{ nmae }}", "the name 'nmae' is not known, and nothing sets it, did you mean 'name'"),
        ("{{ drnik|upper }}", "the name 'drnik' is not known, and nothing sets it, did you mean"),
        ("{% if lcoale %}x{% endif %}", "the name 'lcoale' is not known, and nothing sets it, did"),
        ("{{ match.sise }}", "'match' has no 'sise', did you mean 'size' (known: size)"),
        ("{{ match['sise'] }}", "'match' has no 'sise', did you mean 'size' (known: size)"),
        ("{{ user.di }}", "'user' has no 'di' (known: id)"),
        ("{{ session.trns }}", "'session' has no 'trns', did you mean 'turns' (known: id, state,"),
        ("{{ fake.sentense(3) }}", "'fake' has no 'sentense', did you mean 'sentence'"),
    ],
)
def test_a_name_that_cannot_be_is_found(template: str, problem: str) -> None:
    (line,) = said(template)
    assert line.startswith(problem)


@pytest.mark.parametrize(
    "template",
    [
        "{{ name }} {{ drink }} {{ locale }} {{ turn }}",
        "{{ match.size }} {{ match.get('sise') }} {{ match['size'] }} {{ match.items()|list }}",
        "{{ nmae|default('x') }} {{ match.sise|d('x') }}",
        "{% if nmae is defined %}{{ nmae }}{% endif %}",
        "{% if match.sise is defined %}{{ match.sise }}{% endif %}",
        "{% set mine = 1 %}{{ mine }}",
        "{% for one in range(3) %}{{ one }}{{ loop.index }}{% endfor %}",
        "{{ action.payload }} {{ action.anything }} {{ session.id }} {{ fake.name() }}",
    ],
)
def test_a_name_that_may_be_has_no_remark(template: str) -> None:
    assert said(template) == []


@pytest.mark.parametrize(
    ("on", "known"),
    [
        ("launch", ""),
        ("any", ""),
        ("{text: hi}", ""),
        ("{type: x}", ""),
        ("{user: u}", ""),
        ("{payload: {a: 1}}", ""),
        ("{not: {text: {regex: '(?P<size>a)'}}}", ""),
        ("{button: Yes}", " (known: label)"),
        ("{path: yes}", " (known: label)"),
        ("dtmf", " (known: digits)"),
        ("{either: [dtmf, {button: Yes}]}", " (known: digits, label)"),
        ("{text: {regex: '(?P<one>a)'}, variable: {name: Ada}}", " (known: one)"),
    ],
)
def test_each_matcher_says_what_it_finds(on: str, known: str) -> None:
    assert said("{{ match.zzz }}", on) == [f"'match' has no 'zzz'{known}"]


@pytest.mark.parametrize("on", ["intent", "event", "{either: [launch, intent]}"])
def test_what_clients_name_may_be(on: str) -> None:
    assert said("{{ match.zzz }}", on) == []


def test_an_entity_near_to_one_of_the_matcher_is_a_warning() -> None:
    on = "{intent: {name: order, entities: {size: large}}}"
    assert said("{{ match.sise }}", on) == [
        "'match' may have no 'sise', did you mean the entity 'size'"
    ]
    assert said("{{ match.size }} {{ match.colour }}", on) == []


def test_a_match_outside_a_rule_finds_nothing() -> None:
    source = "fallback:\n  reply:\n    - text: '{{ match.size }}'\n"
    assert found(source) == ["error a.yaml:3:13: 'match' has no 'size'"]


def test_a_matcher_of_a_variable_that_nothing_sets_is_found() -> None:
    source = "rules:\n  - on: {text: hi, variable: {siz: 1}}\n    set: {size: 2}\n"
    assert found(source) == [
        "error a.yaml:2:5: rules[0] wants the variable 'siz', and nothing sets it, did you mean "
        "'size' (known: size)"
    ]
    assert found(source.replace("siz:", "size:")) == []
    assert found(source.replace("{siz: 1}", "{siz: null}")) == []


def test_an_unknown_filter_does_not_load() -> None:
    source = "rules:\n  - on: launch\n    reply: [text: '{{ locale|uper }}']\n"
    with pytest.raises(
        ScenarioError, match="unknown filter 'uper', did you mean 'upper'"
    ) as raised:
        found(source)
    assert str(raised.value.place) == "a.yaml:3:19"
