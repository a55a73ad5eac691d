"""``vfmock contract``: checks for CI; one file a check, as with the other commands."""

from __future__ import annotations

import click

from vfmock.cli.groups import Commands


@click.command(cls=Commands, package=__name__)
def command() -> None:
    """Check something against the contract of the protocol.

    Exit code 0 says that all is well, 1 that something was found, 2 that the command was called
    wrongly.
    """
