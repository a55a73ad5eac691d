"""``vfmock contract empty``: is there anything in a file?"""

from __future__ import annotations

from pathlib import Path

import click

from vfmock.checks.findings import Checked, Finding
from vfmock.cli.reporting import format_option, show


@click.command
@click.argument("file")
@format_option
def command(file: str, report_format: str) -> None:
    """Check that FILE has something in it."""
    nothing = Finding(rule="empty", message="nothing is in it", file=file)
    findings = () if Path(file).read_bytes() else (nothing,)
    show("contract.empty", [Checked(name=file, amount="1 file", findings=findings)], report_format)
