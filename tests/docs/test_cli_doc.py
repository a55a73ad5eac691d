"""The command line's page names every command and every setting."""

from __future__ import annotations

import re
import subprocess

import click
import pytest

from tests.cli.program import COMMAND, environment
from tests.docs.fences import ROOT
from tests.docs.pages import code, rows
from vfmock.cli.main import cli
from vfmock.cli.surfaces import SURFACES
from vfmock.settings import PREFIX, options

PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_every_command_has_its_section() -> None:
    commands = re.findall(r"^## vfmock (\S+)", PAGE, re.MULTILINE)
    assert sorted(commands) == cli.list_commands(click.Context(cli))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion(shell: str) -> None:
    assert f"_VFMOCK_COMPLETE={shell}_source vfmock" in PAGE
    variables = environment() | {"_VFMOCK_COMPLETE": f"{shell}_source"}
    done = subprocess.run(COMMAND, env=variables, capture_output=True, text=True, check=False)
    assert f"_VFMOCK_COMPLETE={shell}_complete" in done.stdout


def test_every_setting_has_its_row() -> None:
    for name, _, help_text in options():
        if name != "scenario":  # the argument of serve
            row = f"| `--{name.replace('_', '-')}` | `{PREFIX}{name.upper()}` | {help_text} |"
            assert row in PAGE


def test_every_surface_has_its_row_with_the_options_that_it_takes() -> None:
    found = {code(name)[0]: code(options) for name, _, options in rows(PAGE, "`--surface`")}
    takes = {
        name: {f"--{option.replace('_', '-')}" for option in surface.takes}
        for name, surface in SURFACES.items()
    }
    shown = {
        name: {option for option in options if option.startswith("--")}
        for name, options in found.items()
    }
    assert shown == takes
