"""``vfmock contract scenario``: is every reply of a scenario valid, and can it be reached?"""

from __future__ import annotations

import click

from vfmock.checks.scenario import check_scenario
from vfmock.cli.reporting import format_option, show
from vfmock.contract import load_contract


@click.command
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@format_option
def command(files: tuple[str, ...], report_format: str) -> None:
    """Check scenarios: files, or bundled agents by their names (support, voice).

    A rule that never takes an action, a state without a way to it, a button that no rule takes and
    a trace that breaks the contract are findings.
    """
    contract = load_contract()
    checked = (check_scenario(file, contract) for file in files)
    show("contract.scenario", checked, report_format)
