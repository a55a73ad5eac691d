"""``docs/faults.md`` has every fault in one row, with the results that the tests show.

A table that differs is written anew with what ``table_of`` returns.
"""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from tests.docs.pages import DOCS, code, fences, is_test
from tests.docs.test_scenarios_doc import keys_of
from tests.folders import PRESETS
from tests.wire.faults.reports import GROUPS, Report, Says
from tests.wire.voiceflow.reports import REPORTS as WEBCHAT
from tests.wire.voiceflow.reports import UNHEARD
from vfmock.core.faults import FAULTS
from vfmock.core.faults.base import Fault
from vfmock.loading import load_preset, parse_scenario

PAGE = (DOCS / "faults.md").read_text(encoding="utf-8")

HEAD = (
    "| fault | keys | what the wire carries | npm `socket.io-client` reports "
    "| Python's client reports |\n"
    "| --- | --- | --- | --- | --- |\n"
)
SAME = "the same"

WEBCHAT_HEAD = (
    "| fault | what the server sends | Voiceflow's client reports |\n| --- | --- | --- |\n"
)


def table_of(group: str) -> str:
    """The table of a group as the page has to have it."""
    return HEAD + "".join(_row(group, name, report) for name, report in GROUPS[group].items())


def _row(group: str, name: str, report: Report) -> str:
    cells = [
        f"`{name}`",
        _keys(FAULTS[name]),
        _given(report) + _says(report.wire),
        SAME if report.node is None else _says(report.node),
        SAME if report.python is None else _says(report.python),
    ]
    return f"| {' | '.join(cells)} |\n"


def _keys(cls: type[Fault]) -> str:
    fields = {field.name: field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    keys = [f"`{key}`{'*' if key == cls.primary else ''}" for key in keys_of(cls)]
    assert set(fields) == set(keys_of(cls))
    return ", ".join(keys) or "–"


def _given(report: Report) -> str:
    """What the test gives the fault, where it is not what it has by default."""
    if report.given is None:
        return ""
    return f"with `{json.dumps(report.given)}`: "


def _says(says: Says) -> str:
    if not says.upgrade and says.websocket == says.polling:
        return f"`{says.websocket}`"
    ways = {"websocket": says.websocket, "polling": says.polling, "upgrade": says.upgrade}
    return "; ".join(f"{way} `{words}`" for way, words in ways.items() if words)


def webchat_table() -> str:
    """The table of the web chat's dialect as the page has to have it."""
    return WEBCHAT_HEAD + "".join(
        f"| {name} | `{sent}` | {_no_meaning(name)}`{told}` |\n"
        for name, (sent, told) in WEBCHAT.items()
    )


def _no_meaning(name: str) -> str:
    return f"no meaning, because {UNHEARD[name]}: " if name in UNHEARD else ""


def problems(page: str) -> list[str]:
    """All that is wrong with the tables of a page, in words."""
    found = [f"the table of {group} differs" for group in GROUPS if table_of(group) not in page]
    found += [] if webchat_table() in page else ["the table of the web chat differs"]
    tables = page.split("\n## Presets\n")[0]
    shown = re.findall(r"^\| `([^`]+)` \|", tables, re.MULTILINE)
    found += [f"{name} has {shown.count(name)} rows" for name in FAULTS if shown.count(name) != 1]
    found += [f"{name} is no fault" for name in shown if name not in FAULTS]
    tests = re.findall(r"`(tests/[^`]+)`", page)
    return found + [f"{test} is no test" for test in tests if not is_test(test)]


def test_the_page_is_complete() -> None:
    assert problems(PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("| `half open` |", "| `half opne` |", "half opne is no fault"),
        ("| `half open` |", "| `ping timeout` |", "ping timeout has 2 rows"),
        ("| `half open` |", "| `ping timeout` |", "half open has 0 rows"),
        ("`disconnect: ping timeout`", "`disconnect`", "the table of connection differs"),
        ("`status`*", "`status`", "the table of connecting differs"),
        ("::test_a_fault`", "::test_no_fault`", "is no test"),
        ("`init fails: Session is stale`", "`ready`", "the table of the web chat differs"),
    ],
)
def test_a_changed_page_is_found(old: str, new: str, problem: str) -> None:
    assert old in PAGE
    assert any(problem in found for found in problems(PAGE.replace(old, new, 1)))


def test_conditions_are_marked() -> None:
    marked = set(re.findall(r"`([^`]+)`†", PAGE)) | set(GROUPS["wire"])
    assert marked == {name for name, cls in FAULTS.items() if cls.lasting}


def test_the_example_loads() -> None:
    (fence,) = fences(PAGE, "yaml")
    assert len(parse_scenario(fence.text).faults) == 5


def _presets() -> dict[str, list[str]]:
    section = PAGE.split("\n## Presets\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    return {code(cells[0])[0]: code(cells[1]) for cells in rows}


def test_every_preset_is_listed_with_its_faults() -> None:
    names = sorted(path.stem for path in PRESETS.glob("*.yaml"))
    assert sorted(_presets()) == names
    for name, told in _presets().items():
        assert told == [rule.fault.name for rule in load_preset(name)], name


def test_the_kinds_of_notes_are_listed() -> None:
    section = PAGE.split("\n## Notes of the journal\n", 1)[1].split("\n## ", 1)[0]
    rows = [code(line)[0] for line in section.splitlines() if line.startswith("| `")]
    assert rows == ["fault", "fault_missed", "withheld", "undelivered"]
