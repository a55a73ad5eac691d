"""``vfmock``: finds its commands in ``vfmock.cli.commands`` and loads the one that is called."""

from __future__ import annotations

import importlib
import io
import pkgutil
import sys

import click

from vfmock.cli import commands
from vfmock.errors import VfmockError, suggest


class Commands(click.Group):
    """A group whose commands are modules; each is imported when it is needed."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of the modules."""
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of a module: its ``command``."""
        if name not in self.list_commands(context):
            return None
        module = importlib.import_module(f"{commands.__name__}.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command when there is none of that name."""
        name = args[0]
        known = self.list_commands(context)
        if name not in known and not name.startswith("-"):
            context.fail(f"no command {name!r}{suggest(name, known)}")
        return super().resolve_command(context, args)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vfmock", message="vfmock %(version)s")
def cli() -> None:
    """A mock of the Voiceflow runtime that speaks its real protocol."""


def main() -> None:
    """Run the command line; an error of vfmock's own is one line and exit code 2."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal of another encoding shows a question mark where it has no arrow.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        cli()
    except VfmockError as error:
        click.echo(f"vfmock: {error}", err=True)
        sys.exit(2)
