"""``vfmock contract scenario``: is every reply of a scenario valid, and can it be reached?"""

from __future__ import annotations

import click

from vfmock.checks.findings import Checked, Finding
from vfmock.cli.reporting import format_option, show
from vfmock.contract import load_contract
from vfmock.contract.traces import check_trace
from vfmock.errors import Place, ScenarioError
from vfmock.loading import analyse, read_scenario
from vfmock.types import JSONObject, Level


@click.command
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@format_option
def command(files: tuple[str, ...], report_format: str) -> None:
    """Check scenarios: files, or bundled agents by their names (support, voice).

    A rule that never takes an action, a state without a way to it, a button that no rule takes and
    a trace that breaks the contract are findings.
    """
    show("contract.scenario", map(_check, files), report_format)


def _check(file: str) -> Checked:
    try:
        scenario, places = read_scenario(file)
    except ScenarioError as error:
        finding = _finding("scenario.load", error.problem, error.place, file)
        return Checked(name=file, amount="not loaded", findings=(finding,))
    contract = load_contract()

    def problem(trace: JSONObject) -> str | None:
        violation = check_trace(contract, trace)
        return None if violation is None else str(violation)

    findings = [
        _finding(remark.kind, remark.text, remark.place, file, remark.level)
        for remark in analyse(scenario, problem, places)
    ]
    findings.sort(key=lambda finding: (finding.line or 0, finding.column or 0))
    rules, states = len(scenario.all_rules()), len({scenario.start, *scenario.states})
    amount = f"{_count(rules, 'rule')} in {_count(states, 'state')}"
    return Checked(name=file, amount=amount, findings=tuple(findings))


def _finding(
    rule: str, message: str, place: Place | None, file: str, level: Level = "error"
) -> Finding:
    if place is None:
        return Finding(rule=rule, message=message, level=level, file=file)
    return Finding(
        rule=rule,
        message=message,
        level=level,
        file=place.file,
        line=place.line,
        column=place.column,
    )


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
