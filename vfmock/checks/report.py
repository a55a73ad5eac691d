"""Reports of what was checked and found, for people, programs, test reports and GitHub.

``FORMATS`` has the formats by their names in ``--format``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, get_args
from xml.etree import ElementTree

from vfmock.checks.counts import counted
from vfmock.checks.findings import Checked, Finding, Outcome, Verdict
from vfmock.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one run: everything checked, in order. ``title`` names the check."""

    title: str
    checked: tuple[Checked, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        return tuple(finding for one in self.checked for finding in one.findings)

    @property
    def errors(self) -> int:
        """How many things make the check fail: findings, and points that are not met."""
        return sum(one.failures for one in self.checked)

    @property
    def warnings(self) -> int:
        """How many findings do not make the check fail."""
        return sum(len(one.warnings) for one in self.checked)

    @property
    def exempt(self) -> int:
        """How many lines were ignored because faults made them."""
        return sum(one.exempt for one in self.checked)


Format: TypeAlias = Callable[[Report], str]

FORMATS: Registry[Format] = Registry("format")


@FORMATS.register("text")
def as_text(report: Report) -> str:
    """One line for each point or finding, then one line for each checked thing."""
    width = _width(report)
    lines = [_point(verdict, width) for one in report.checked for verdict in one.points]
    lines += map(str, report.findings)
    lines += [f"{one.name}: {one.amount}: {_outcome(one)}" for one in report.checked]
    if report.exempt:
        lines.append(_exempt(report.exempt))
    return "\n".join(lines)


@FORMATS.register("json")
def as_json(report: Report) -> str:
    """``{check, ok, errors, warnings, exempt, checked}``, with all details."""
    checked = [
        {
            "name": one.name,
            "amount": one.amount,
            "exempt": one.exempt,
            "findings": [finding.to_json() for finding in one.findings],
            "points": [verdict.to_json() for verdict in one.points],
        }
        for one in report.checked
    ]
    head = {
        "check": report.title,
        "ok": not report.errors,
        "errors": report.errors,
        "warnings": report.warnings,
        "exempt": report.exempt,
    }
    return json.dumps({**head, "checked": checked}, indent=2, ensure_ascii=False)


@FORMATS.register("junit")
def as_junit(report: Report) -> str:
    """JUnit's XML: a test case for each checked thing and for each of its points.

    Warnings are output. A point that was not tried is a skipped test.
    """
    counts = {
        "tests": str(sum(1 + len(one.points) for one in report.checked)),
        "failures": str(sum(bool(one.errors) + one.count("not met") for one in report.checked)),
        "errors": "0",
        "skipped": str(sum(one.count("not tried") for one in report.checked)),
    }
    root = ElementTree.Element("testsuites", {"name": "vfmock", **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": report.title, **counts})
    for one in report.checked:
        case = _case(suite, report.title, one.name)
        if one.findings and one.findings[0].file is not None:
            case.set("file", _xml(one.findings[0].file))
        if one.errors:
            _fail(case, one.errors[0].rule, _outcome(one), "\n".join(map(str, one.errors)))
        rest = [one.amount, *map(str, one.warnings)]
        rest += [_exempt(one.exempt)] if one.exempt else []
        ElementTree.SubElement(case, "system-out").text = _xml("\n".join(rest))
        for verdict in one.points:
            case = _case(suite, report.title, verdict.point)
            if verdict.outcome == "not met":
                _fail(case, verdict.point, verdict.sentence, verdict.detail)
            elif verdict.outcome == "not tried":
                ElementTree.SubElement(case, "skipped", message=_xml(verdict.detail))
    ElementTree.indent(root)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(root, "unicode")


def _case(suite: ElementTree.Element, title: str, name: str) -> ElementTree.Element:
    classname = f"vfmock.{title}"
    return ElementTree.SubElement(suite, "testcase", classname=classname, name=_xml(name), time="0")


def _fail(case: ElementTree.Element, kind: str, message: str, text: str) -> None:
    failure = ElementTree.SubElement(case, "failure", type=kind)
    failure.set("message", _xml(message))
    failure.text = _xml(text)


@FORMATS.register("github")
def as_github(report: Report) -> str:
    """Workflow commands of GitHub Actions: each finding is shown at its line of the file.

    A point that is not met is an error without a place. The others are lines of the log.
    """
    verdicts = [verdict for one in report.checked for verdict in one.points]
    width = _width(report)
    lines = [_failed(one) if one.outcome == "not met" else _point(one, width) for one in verdicts]
    lines += [_command(finding) for finding in report.findings]
    lines += [f"{one.name}: {one.amount}: {_outcome(one)}" for one in report.checked]
    if report.exempt:
        lines.append(_exempt(report.exempt))
    return "\n".join(_one_line(line) for line in lines)


def _command(finding: Finding) -> str:
    given = {
        "file": finding.file,
        "line": finding.line,
        "col": finding.column if finding.line is not None else None,
        "title": finding.rule,
    }
    properties = (f"{key}={_property(value)}" for key, value in given.items() if value is not None)
    who = ", ".join(filter(None, (finding.who, finding.connection)))
    message = f"{finding.message} ({who})" if who else finding.message
    return f"::{finding.level} {','.join(properties)}::{_data(message)}"


def _failed(verdict: Verdict) -> str:
    return f"::error title={_property(verdict.point)}::{_data(str(verdict))}"


def _data(text: str) -> str:
    """A text, escaped for a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str | int) -> str:
    """A value, escaped for the part before the second ``::`` of a workflow command."""
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


def _one_line(line: str) -> str:
    """Keep a text from becoming a command: a line that begins with ``::`` is a command."""
    line = line.replace("\r", " ").replace("\n", " ")
    return line if line.startswith(("::error ", "::warning ")) else line.replace("::", ": :")


_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    """The text without the characters that XML does not allow."""
    return _NO_XML.sub("�", text)


def _point(verdict: Verdict, width: int) -> str:
    return f"{verdict.outcome:9}  {verdict.point:{width}}  {verdict}"


def _width(report: Report) -> int:
    """The width of the longest point id, because the points are in columns."""
    return max((len(verdict.point) for one in report.checked for verdict in one.points), default=0)


def _outcome(one: Checked) -> str:
    errors, warnings = len(one.errors), len(one.warnings)
    outcomes: tuple[Outcome, ...] = get_args(Outcome)
    said = [f"{one.count(outcome)} {outcome}" for outcome in outcomes if one.count(outcome)]
    said += [counted(errors, "error")] if errors else []
    said += [counted(warnings, "warning")] if warnings else []
    return ", ".join(said) or "ok"


def _exempt(count: int) -> str:
    return f"exempt: {counted(count, 'line')} made by faults"
