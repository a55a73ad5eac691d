"""``vfmock contract scenario``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.program import run
from tests.docs.fences import ROOT
from vfmock.cli.main import cli

DEAD = """rules:
  - on: text
    reply:
      - choice: [Maybe]
  - on: {text: hi}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dead.yaml").write_text(DEAD, encoding="utf-8")
    Path("wrong.yaml").write_text("rules:\n  - on: {txt: hi}\n", encoding="utf-8")
    stuck = "rules: [{on: launch, goto: x}]\nstates:\n  x: [{on: text}]\n"
    Path("stuck.yaml").write_text(stuck, encoding="utf-8")


def check(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["contract", "scenario", *arguments])


def test_the_examples_pass() -> None:
    files = [str(path) for path in sorted((ROOT / "examples").glob("*.yaml"))]
    assert len(files) == 2
    result = check(*files, "support", "voice")
    assert result.exit_code == 0
    assert result.output.count(": ok\n") == 4


def test_findings_stand_in_the_order_of_the_file() -> None:
    result = check("dead.yaml")
    assert result.exit_code == 1
    assert result.output == (
        "dead.yaml:4:18: error: the button 'Maybe' of rules[0] is taken by no rule in state "
        "'start': it sends path-maybe 'Maybe' [button.unmatched]\n"
        "dead.yaml:5:5: error: rules[1] never takes an action: rules[0] at dead.yaml:2:5 takes all "
        "that it could [rule.dead]\n"
        "dead.yaml: 2 rules in 1 state: 2 errors\n"
    )


def test_a_file_that_does_not_load_is_a_finding_and_the_others_are_checked() -> None:
    result = check("wrong.yaml", "nowhere.yaml", "support")
    assert result.exit_code == 1
    assert "wrong.yaml:2:10: error: unknown matcher 'txt', did you mean 'text'" in result.output
    assert "nowhere.yaml: error: no file and no example 'nowhere.yaml'" in result.output
    assert "\nwrong.yaml: not loaded: 1 error\n" in result.output
    assert "rules in 9 states: ok\n" in result.output


def test_a_warning_does_not_fail() -> None:
    result = check("stuck.yaml")
    assert result.exit_code == 0
    assert result.output == (
        "stuck.yaml:3:3: warning: state 'x' has no way out of it, and no end [state.stuck]\n"
        "stuck.yaml: 2 rules in 2 states: 1 warning\n"
    )


def test_the_report_has_every_format() -> None:
    report = json.loads(check("dead.yaml", "--format", "json").stdout)
    assert report["check"] == "contract.scenario"
    finding = report["checked"][0]["findings"][1]
    assert (finding["rule"], finding["line"], finding["column"]) == ("rule.dead", 5, 5)
    said = check("dead.yaml", "--format", "github").output
    assert said.startswith("::error file=dead.yaml,line=4,col=18,title=button.unmatched::the ")


def test_the_output_has_only_the_report() -> None:
    done = run("contract", "scenario", str(Path.cwd() / "dead.yaml"))
    assert (done.returncode, done.stderr) == (1, "")


def test_a_call_without_a_file_is_wrong() -> None:
    assert check().exit_code == 2
