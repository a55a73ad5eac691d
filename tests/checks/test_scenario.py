"""What the check of a scenario finds, without the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from vfmock.checks.scenario import check_scenario
from vfmock.contract import load_contract

DEAD = """rules:
  - on: text
    reply:
      - trace: {type: order, time: now}
  - on: {text: hi}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the test runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_example_has_no_findings() -> None:
    checked = check_scenario("support", load_contract())
    assert (checked.name, checked.findings, checked.exempt) == ("support", (), 0)
    assert checked.amount.endswith(" states")


def test_findings_have_their_places_in_the_order_of_the_file(here: Path) -> None:
    (here / "dead.yaml").write_text(DEAD, encoding="utf-8")
    checked = check_scenario("dead.yaml", load_contract())
    assert checked.amount == "2 rules in 1 state"
    assert [(one.rule, one.where, one.level) for one in checked.findings] == [
        ("trace.invalid", "dead.yaml:2:5", "error"),
        ("rule.dead", "dead.yaml:5:5", "error"),
    ]


def test_a_file_that_does_not_load_is_a_finding(here: Path) -> None:
    (here / "wrong.yaml").write_text("rules:\n  - on: {txt: hi}\n", encoding="utf-8")
    checked = check_scenario("wrong.yaml", load_contract())
    (finding,) = checked.findings
    assert (finding.rule, finding.where, checked.amount) == (
        "scenario.load",
        "wrong.yaml:2:10",
        "not loaded",
    )


def test_a_missing_file_is_a_finding_about_its_name(here: Path) -> None:
    (finding,) = check_scenario("nowhere.yaml", load_contract()).findings
    assert (finding.rule, finding.where) == ("scenario.load", "nowhere.yaml")
