"""What every ``vfmock contract`` command has: ``--format``, the report, the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from vfmock.checks.findings import Checked
from vfmock.checks.report import FORMATS, Report
from vfmock.printable import printable

F = TypeVar("F", bound=Callable[..., Any])


def format_option(function: F) -> F:
    """Add ``--format``; the command gets it as ``report_format`` and hands it to ``show``."""
    return click.option(
        "--format",
        "report_format",
        type=click.Choice(list(FORMATS)),
        default="text",
        show_default=True,
        help="how to report: for people, programs, test reports, or GitHub Actions",
    )(function)


def show(title: str, checked: Iterable[Checked], report_format: str) -> None:
    """Print the report of a check. If it has errors, the exit code is 1."""
    report = Report(title, tuple(checked))
    click.echo(printable(FORMATS[report_format](report)))
    if report.errors:
        sys.exit(1)
