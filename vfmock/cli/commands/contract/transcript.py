"""``vfmock contract transcript``: is a recorded exchange in the order of the protocol?"""

from __future__ import annotations

import os
from pathlib import Path

import click

from vfmock.checks.findings import Checked
from vfmock.checks.transcript import check_transcript, unreadable
from vfmock.cli.reporting import format_option, show
from vfmock.contract import load_contract


@click.command
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@format_option
def command(files: tuple[str, ...], report_format: str) -> None:
    """Check recorded exchanges: JSON lines, one event a line.

    Whoever recorded them, each has to follow the lifecycle of the protocol, and every payload its
    schema. docs/contract.md has the format.
    """
    show("contract.transcript", map(_check, files), report_format)


def _check(file: str) -> Checked:
    try:
        source = Path(file).read_bytes()
    except OSError as error:
        return unreadable(file, os.strerror(error.errno) if error.errno else str(error))
    return check_transcript(source, file, load_contract())
