"""The command line as a whole."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import click
import pytest
from click.testing import CliRunner

from tests.cli.program import run, run_here
from tests.each import check_each
from vfmock.cli import main as main_module
from vfmock.cli.main import cli, main
from vfmock.errors import ServerError

COMMANDS = cli.list_commands(click.Context(cli))
"""Their page has a section for each and for no other, which is tested there."""


def test_the_version_is_shown() -> None:
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout == f"vfmock {version('vfmock')}\n"


def test_the_error_for_an_unknown_command_names_the_nearest() -> None:
    done = run_here("srve")
    assert done.returncode == 2
    assert f"no command 'srve', did you mean 'serve' (known: {', '.join(COMMANDS)})" in done.stderr


def test_the_error_for_an_unknown_command_may_name_no_other() -> None:
    result = CliRunner().invoke(cli, ["xyzzy"])
    assert result.exit_code == 2
    assert f"no command 'xyzzy' (known: {', '.join(COMMANDS)})" in result.output


def test_an_unknown_option_is_exit_code_2() -> None:
    result = CliRunner().invoke(cli, ["--sevre"])
    assert result.exit_code == 2
    assert "No such option" in result.output


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_command(option: str) -> None:
    result = CliRunner().invoke(cli, [option])
    assert result.exit_code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in result.output] == []


@pytest.mark.parametrize("group", [[], ["contract"]], ids=["vfmock", "contract"])
def test_the_list_shows_the_help_of_each_command(group: list[str]) -> None:
    found: click.Command | None = cli
    for name in group:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(cli), name)
    assert isinstance(found, click.Group)
    context = click.Context(found)
    shown = " ".join(CliRunner().invoke(cli, [*group, "--help"]).output.split())

    def check(name: str) -> None:
        command = found.get_command(context, name)
        assert command is not None
        assert f"{name} {command.get_short_help_str(40).removesuffix('...')}" in shown

    check_each(found.list_commands(context), check)


@pytest.mark.parametrize("arguments", ["['--help']", "['contract', '--help']", "['--version']"])
def test_help_imports_no_server(arguments: str) -> None:
    program = (
        f"import sys; sys.argv = ['vfmock', *{arguments}]\n"
        "from vfmock.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print([name for name in sys.modules if name.startswith(('aiohttp',"
        " 'engineio', 'jsonschema', 'yaml', 'rich', 'vfmock.core', 'vfmock.server'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_every_command_has_its_own_help() -> None:
    def check(name: str) -> None:
        result = CliRunner().invoke(cli, [name, "--help"])
        assert result.exit_code == 0
        assert f"{name} [OPTIONS]" in result.output

    check_each(COMMANDS, check)
    assert cli.get_command(click.Context(cli), "nothing") is None


def test_an_error_of_vfmock_is_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ServerError("can't listen")

    monkeypatch.setattr(main_module, "cli", fail)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert capsys.readouterr().err == "vfmock: can't listen\n"


def test_a_bare_call_shows_the_help() -> None:
    result = CliRunner().invoke(cli, [])
    assert result.exit_code == 2
    assert "Usage: " in result.output


def test_the_package_can_be_run_as_a_module() -> None:
    command = [sys.executable, "-m", "vfmock", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"vfmock {version('vfmock')}\n"
