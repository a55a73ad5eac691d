"""``vfmock``: finds its commands in ``vfmock.cli.commands`` and loads the one that is called."""

from __future__ import annotations

import gc
import io
import sys

import click

from vfmock.cli import commands
from vfmock.cli.groups import Commands
from vfmock.errors import VfmockError


@click.command(
    cls=Commands,
    package=commands.__name__,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="vfmock", message="vfmock %(version)s")
def cli() -> None:
    """A mock of the Voiceflow runtime that speaks its real protocol."""


COLLECT_AFTER = (50_000, 20, 100)
"""When Python's garbage collector looks at what is new, what is older, and everything. Python's own
numbers make it look at everything four times while a server is imported, which takes 60 ms. What a
turn leaves behind is in no cycle, so there is little to collect later too.
"""


def main() -> None:
    """Run the command line. An error of vfmock itself is one line and exit code 2."""
    gc.set_threshold(*COLLECT_AFTER)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # If a terminal's encoding has no arrow, it shows a question mark.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        cli()
    except VfmockError as error:
        click.echo(f"vfmock: {error}", err=True)
        sys.exit(2)
