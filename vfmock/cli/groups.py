"""Groups of commands. The commands are the modules of a package."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

import click

from vfmock.errors import suggest


class Commands(click.Group):
    """A group whose commands are the modules of the package of that name.

    Each is imported when it is needed. A module's name is its command's name, with a hyphen for
    each underscore, and its ``command`` is the command. A package in it is a group of its own.
    """

    def __init__(self, *arguments: Any, package: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._package = package

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of the modules."""
        modules = pkgutil.iter_modules(self._module().__path__)
        return sorted(module.name.replace("_", "-") for module in modules)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of a module: its ``command``."""
        if name not in self.list_commands(context):
            return None
        package = self._module().__name__
        module = importlib.import_module(f"{package}.{name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command if there is none with this name."""
        name = args[0]
        known = self.list_commands(context)
        if name not in known and not name.startswith("-"):
            context.fail(f"no command {name!r}{suggest(name, known)}")
        return super().resolve_command(context, args)

    def _module(self) -> ModuleType:
        return importlib.import_module(self._package)
