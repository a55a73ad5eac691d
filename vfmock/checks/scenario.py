"""Checks whether every reply of a scenario is valid and can be reached."""

from __future__ import annotations

from vfmock.checks.counts import counted
from vfmock.checks.findings import Checked, Finding
from vfmock.contract import Contract
from vfmock.contract.traces import check_trace
from vfmock.errors import Place, ScenarioError
from vfmock.loading import analyse, read_scenario
from vfmock.types import JSONObject, Level


def check_scenario(file: str, contract: Contract) -> Checked:
    """Check a scenario: a file, or a bundled agent by its name.

    If the scenario does not load, this is a finding.
    """
    try:
        scenario, places, templates = read_scenario(file)
    except ScenarioError as error:
        finding = _finding("scenario.load", error.problem, error.place, file)
        return Checked(name=file, amount="not loaded", findings=(finding,))

    def problem(trace: JSONObject) -> str | None:
        violation = check_trace(contract, trace)
        return None if violation is None else str(violation)

    findings = [
        _finding(remark.kind, remark.text, remark.place, file, remark.level)
        for remark in analyse(scenario, problem, places, templates)
    ]
    findings.sort(key=lambda finding: (finding.line or 0, finding.column or 0))
    rules, states = len(scenario.all_rules()), len({scenario.start, *scenario.states})
    amount = f"{counted(rules, 'rule')} in {counted(states, 'state')}"
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
