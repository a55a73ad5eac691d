"""Groups of commands. The commands are the modules of a package."""

from __future__ import annotations

import importlib.util
import pkgutil
from types import CodeType, ModuleType
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

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them: the whole server would be imported for it."""
        names = self.list_commands(context)
        limit = formatter.width - 6 - max(map(len, names))
        rows = [(name, self._outline(context, name).get_short_help_str(limit)) for name in names]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _outline(self, context: click.Context, name: str) -> click.Command:
        """A command of which only the help is known: it is read from the compiled module. Some
        loaders, such as pytest's, give no code. Then the module is imported."""
        module = f"{self._module().__name__}.{name.replace('-', '_')}"
        spec = importlib.util.find_spec(module)
        read = getattr(None if spec is None else spec.loader, "get_code", None)
        code: CodeType | None = None if read is None else read(module)
        for constant in () if code is None else code.co_consts:
            if isinstance(constant, CodeType) and constant.co_name == "command":
                told = constant.co_consts[0]
                return click.Command(name, help=told if isinstance(told, str) else None)
        return self.get_command(context, name) or click.Command(name)

    def _module(self) -> ModuleType:
        return importlib.import_module(self._package)
