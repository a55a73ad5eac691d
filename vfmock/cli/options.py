"""The settings of a server as flags of a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from vfmock.durations import parse_duration
from vfmock.errors import SettingError
from vfmock.settings import PREFIX, options, parse_option

F = TypeVar("F", bound=Callable[..., Any])


def settings_options(*without: str, **defaults: str) -> Callable[[F], F]:
    """Add a flag (and a ``VFMOCK_…`` variable) for every setting but those of ``without``.

    ``defaults`` are what this command has in place of the setting's own default, as text.
    """

    def decorate(function: F) -> F:
        for name, default, help_text in reversed(list(options())):
            if name in without:
                continue
            shown = defaults.get(name, "" if default in (None, (), False) else str(default))
            function = click.option(
                f"--{name.replace('_', '-')}",
                name,
                is_flag=default is False,
                default=False if default is False else defaults.get(name),
                envvar=PREFIX + name.upper(),
                metavar=None if default is False else "VALUE",
                help=help_text + (f"  [default: {shown}]" if shown else ""),
                callback=_read,
            )(function)
        return function

    return decorate


def duration_option(flag: str, default: str, help_text: str) -> Callable[[F], F]:
    """Add a flag for a duration such as ``500ms`` or ``5m``; the command gets seconds."""
    return click.option(
        flag,
        metavar="DURATION",
        default=default,
        show_default=True,
        help=help_text,
        callback=_read_duration,
    )


def _read_duration(context: click.Context, option: click.Parameter, value: str) -> float:
    try:
        return parse_duration(value)
    except ValueError as error:
        raise click.BadParameter(str(error), context, option) from None


def _read(context: click.Context, option: click.Parameter, value: str | bool | None) -> Any:
    if value is None or isinstance(value, bool):
        return value
    try:
        return parse_option(str(option.name), value)
    except SettingError as error:
        raise click.BadParameter(str(error), context, option) from None
