"""The formats of a report, for people, programs, test reports and GitHub."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from vfmock.checks.findings import Checked, Finding, Verdict
from vfmock.checks.report import FORMATS, Report

NASTY = "50% of <it>\nis ::error:: \x00 & \"quoted\", 'so': ]]> \ud800 ü"

WRONG = Finding(
    rule="trace.completed",
    message=NASTY,
    who="server",
    file="runs/a,b:c.jsonl",
    line=12,
    column=3,
    connection="c1",
    pointer="/trace",
    wanted="an object",
    got="number 7",
)
HINT = Finding(rule="dead.state", message="leads nowhere", level="warning", file="x.yaml")
BARE = Finding(rule="other", message="no place at all")

REPORT = Report(
    "contract.test",
    (
        Checked(
            name="runs/a,b:c.jsonl", amount="20 lines", findings=(WRONG, WRONG, HINT), exempt=2
        ),
        Checked(name="fine.jsonl", amount="7 lines", exempt=1),
        Checked(name="x.yaml", amount="3 rules", findings=(HINT,)),
    ),
)
POINTS = Report(
    "contract.test",
    (
        Checked(
            name="http://x",
            amount="3 points",
            findings=(HINT,),
            points=(
                Verdict(point="rule.a", outcome="met", sentence="one", section="S"),
                Verdict(
                    point="rule.b", outcome="not met", sentence="two", section="S", detail=NASTY
                ),
                Verdict(
                    point="rule.c", outcome="not tried", sentence="three", section="S", detail="why"
                ),
            ),
        ),
    ),
)
CLEAN = Report("contract.test", (Checked(name="fine.jsonl", amount="7 lines"),))


def test_the_formats_are_text_json_junit_and_github() -> None:
    assert list(FORMATS) == ["github", "json", "junit", "text"]


def test_the_report_has_counts() -> None:
    assert (REPORT.errors, REPORT.warnings, REPORT.exempt) == (2, 2, 3)
    assert REPORT.findings == (WRONG, WRONG, HINT, HINT)


def test_only_a_point_that_is_not_met_fails() -> None:
    assert (POINTS.errors, POINTS.warnings) == (1, 1)
    (checked,) = POINTS.checked
    assert (checked.failures, checked.errors) == (1, ())
    assert [checked.count(one) for one in ("met", "not met", "not tried")] == [1, 1, 1]


# Text.


def test_text_has_the_points_in_columns() -> None:
    lines = FORMATS["text"](POINTS).split("\n")
    assert lines[0] == "met        rule.a  one"
    assert lines[1] == "not met    rule.b  two: 50% of <it>"
    assert lines[-3:] == [
        "not tried  rule.c  three: why",
        "x.yaml: warning: leads nowhere [dead.state]",
        "http://x: 3 points: 1 met, 1 not met, 1 not tried, 1 warning",
    ]


def test_text_has_a_line_for_each_and_the_outcome() -> None:
    lines = FORMATS["text"](Report("t", (Checked(name="x", amount="a", findings=(HINT, BARE)),)))
    assert lines.splitlines() == [
        "x.yaml: warning: leads nowhere [dead.state]",
        "error: no place at all [other]",
        "x: a: 1 error, 1 warning",
    ]
    assert FORMATS["text"](CLEAN) == "fine.jsonl: 7 lines: ok"
    assert FORMATS["text"](REPORT).splitlines()[-1] == "exempt: 3 lines made by faults"


def test_a_place_has_all_that_is_known() -> None:
    assert WRONG.where == "runs/a,b:c.jsonl:12:3"
    assert HINT.where == "x.yaml"
    assert BARE.where == ""


# JSON.


def test_json_has_everything() -> None:
    report = json.loads(FORMATS["json"](REPORT))
    assert {key: value for key, value in report.items() if key != "checked"} == {
        "check": "contract.test",
        "ok": False,
        "errors": 2,
        "warnings": 2,
        "exempt": 3,
    }
    assert [one["name"] for one in report["checked"]] == [
        "runs/a,b:c.jsonl",
        "fine.jsonl",
        "x.yaml",
    ]
    assert report["checked"][0]["findings"][0] == {
        "rule": "trace.completed",
        "level": "error",
        "who": "server",
        "message": NASTY,
        "file": "runs/a,b:c.jsonl",
        "line": 12,
        "column": 3,
        "connection": "c1",
        "pointer": "/trace",
        "wanted": "an object",
        "got": "number 7",
    }
    assert report["checked"][1] == {
        "name": "fine.jsonl",
        "amount": "7 lines",
        "exempt": 1,
        "findings": [],
        "points": [],
    }
    assert json.loads(FORMATS["json"](CLEAN))["ok"] is True


def test_json_has_the_points() -> None:
    report = json.loads(FORMATS["json"](POINTS))
    assert (report["ok"], report["errors"]) == (False, 1)
    points = report["checked"][0]["points"]
    assert [one["outcome"] for one in points] == ["met", "not met", "not tried"]
    assert points[0]["detail"] is None
    assert points[2] == {
        "point": "rule.c",
        "outcome": "not tried",
        "sentence": "three",
        "section": "S",
        "detail": "why",
    }


def test_a_report_with_only_warnings_is_ok() -> None:
    report = Report("t", (REPORT.checked[2],))
    assert json.loads(FORMATS["json"](report))["ok"] is True


# JUnit.


def junit(report: Report) -> Any:
    return ElementTree.fromstring(FORMATS["junit"](report).encode())


def test_junit_has_a_case_for_each_thing() -> None:
    root = junit(REPORT)
    (suite,) = root
    assert (root.tag, suite.tag, suite.get("name")) == ("testsuites", "testsuite", "contract.test")
    for element in (root, suite):
        counts = [element.get(name) for name in ("tests", "failures", "errors")]
        assert counts == ["3", "1", "0"]
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == ["runs/a,b:c.jsonl", "fine.jsonl", "x.yaml"]
    assert {case.get("classname") for case in cases} == {"vfmock.contract.test"}
    assert [len(case.findall("failure")) for case in cases] == [1, 0, 0]


def test_junit_has_every_error_in_the_failure_and_the_rest_in_the_output() -> None:
    case = junit(REPORT).find(".//testcase")
    failure = case.find("failure")
    assert failure.get("type") == "trace.completed"
    assert failure.get("message") == "2 errors, 1 warning"
    assert failure.text.count("runs/a,b:c.jsonl:12:3: error: 50% of <it>") == 2
    output = case.find("system-out").text
    assert output.splitlines() == [
        "20 lines",
        "x.yaml: warning: leads nowhere [dead.state]",
        "exempt: 2 lines made by faults",
    ]


def test_junit_has_a_case_for_each_point() -> None:
    root = junit(POINTS)
    counts = [root.get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["4", "1", "0", "1"]
    server, met, unmet, untried = root.iter("testcase")
    names = [one.get("name") for one in (server, met, unmet, untried)]
    assert names == ["http://x", "rule.a", "rule.b", "rule.c"]
    assert [len(one) for one in (server, met)] == [1, 0]
    assert server.find("failure") is None
    assert unmet.find("failure").get("message") == "two"
    assert unmet.find("failure").text.startswith("50% of <it>")
    assert untried.find("skipped").get("message") == "why"


def test_junit_has_only_characters_that_xml_allows() -> None:
    text = FORMATS["junit"](REPORT)
    assert "\x00" not in text
    assert "\ud800" not in text
    assert junit(REPORT).find(".//failure").text.count("�") == 4


# GitHub.


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands of a report, read as GitHub's runner reads them."""

    def plain(text: str) -> str:
        for code, character in (("3A", ":"), ("2C", ","), ("0D", "\r"), ("0A", "\n"), ("25", "%")):
            text = text.replace(f"%{code}", character)
        return text

    found = []
    for line in FORMATS["github"](report).split("\n"):
        if match := re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line, re.DOTALL):
            pairs = (pair.split("=", 1) for pair in match[2].split(","))
            properties = {key: plain(value) for key, value in pairs}
            found.append((match[1], properties, plain(match[3])))
    return found


def test_github_shows_each_finding_at_its_place() -> None:
    said = commands(REPORT)
    assert said[0] == (
        "error",
        {"file": "runs/a,b:c.jsonl", "line": "12", "col": "3", "title": "trace.completed"},
        f"{NASTY} (server, c1)",
    )
    assert said[2] == ("warning", {"file": "x.yaml", "title": "dead.state"}, "leads nowhere")
    assert len(said) == 4


def test_github_sees_no_command_in_a_name() -> None:
    report = Report("t", (Checked(name="::error::x\n::stop-commands::y", amount="1 line"),))
    lines = FORMATS["github"](report).split("\n")
    assert len(lines) == 1
    assert not lines[0].startswith("::")
    assert "::" not in lines[0]


def test_github_shows_the_outcome_too() -> None:
    assert FORMATS["github"](REPORT).splitlines()[-4:] == [
        "runs/a,b:c.jsonl: 20 lines: 2 errors, 1 warning",
        "fine.jsonl: 7 lines: ok",
        "x.yaml: 3 rules: 1 warning",
        "exempt: 3 lines made by faults",
    ]


def test_github_has_an_error_for_a_point_that_is_not_met() -> None:
    said = commands(POINTS)
    assert said[0] == ("error", {"title": "rule.b"}, f"two: {NASTY}")
    assert len(said) == 2
    lines = FORMATS["github"](POINTS).split("\n")
    assert lines[0] == "met        rule.a  one"
    assert lines[2].startswith("not tried  rule.c ")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_names_every_finding(name: str) -> None:
    shown = FORMATS[name](REPORT)
    assert shown.count("leads nowhere") == 2
    assert shown.count("trace.completed") >= 2
