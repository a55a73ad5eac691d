"""``docs/contract.md``: its commands print what the page shows, and its tables are complete."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from tests.docs.fences import ROOT
from tests.docs.pages import DOCS, Fence, code, fences, rows
from tests.runtime.bench import Bench
from vfmock import Fallback, MockServer, Scenario
from vfmock.checks.client import CLIENT_RULES
from vfmock.checks.conformance import POINTS
from vfmock.checks.lifecycle import RULES
from vfmock.checks.probe import PROBES
from vfmock.checks.report import FORMATS
from vfmock.checks.transcript import KEYS
from vfmock.cli.commands.contract.client import command as client_command
from vfmock.cli.commands.contract.server import command as server_command
from vfmock.cli.groups import Commands
from vfmock.cli.main import cli
from vfmock.settings import options

PAGE = (DOCS / "contract.md").read_text(encoding="utf-8")
PROTOCOL = (DOCS / "protocol.md").read_text(encoding="utf-8")

SHOWN = [fence for fence in fences(PAGE, "text") if fence.text.startswith("$ vfmock ")]
SERVERS = [fence for fence in SHOWN if fence.text.startswith("$ vfmock contract server ")]
FILES = [fence for fence in SHOWN if fence not in SERVERS]

SERVED = "http://127.0.0.1:3000"
"""Where the page has its server; the test has it on a free port."""

SECTIONS = {
    "Connection configuration",
    "Initialization sequence",
    "Action Lifecycle",
    "Conversation Lifecycle",
    "Client events, Server events",
    "Payload",
}
"""Of the protocol page."""


def section(heading: str) -> str:
    """A section of the page."""
    return re.split(r"\n##+ ", PAGE.split(f"# {heading}\n", 1)[1])[0]


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the tables of a section, by the word in the first column."""
    lines = [row.strip("|").split("|") for row in section(heading).splitlines() if row[:3] == "| `"]
    return {code(cells[0])[0]: [cell.strip() for cell in cells] for cells in lines}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the files of the page."""
    monkeypatch.chdir(tmp_path)
    (transcript,) = fences(PAGE, "jsonl")
    (scenario,) = (fence for fence in fences(PAGE, "yaml") if not fence.info)
    (bot,) = (fence for fence in fences(PAGE, "python") if fence.info == "bot.py")
    Path("bot.py").write_text(bot.text, encoding="utf-8")
    folder = Path(sys.executable).parent  # it has the python of the page
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    Path("run.jsonl").write_text(transcript.text, encoding="utf-8")
    Path("pizza.yaml").write_text(scenario.text, encoding="utf-8")


@pytest.mark.parametrize("shown", FILES, ids=lambda fence: fence.text.splitlines()[0])
def test_a_command_prints_what_the_page_shows(
    shown: Fence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    command, _, output = shown.text.partition("\n")
    result = CliRunner().invoke(cli, shlex.split(command.removeprefix("$ vfmock ")))
    file = re.compile(rf"{re.escape(str(tmp_path))}/vfmock-journal-\w+\.jsonl")
    assert file.sub("/tmp/vfmock-journal-x7k2.jsonl", result.output) == output
    assert result.exit_code == 1


@pytest.mark.parametrize("shown", SERVERS, ids=lambda fence: fence.text.splitlines()[0])
def test_a_check_of_a_server_prints_what_the_page_shows(shown: Fence) -> None:
    command, _, output = shown.text.partition("\n")
    assert "\nThis is `vfmock serve support`:\n" in section("Servers")
    with MockServer("support") as server:
        arguments = shlex.split(command.removeprefix("$ vfmock ").replace(SERVED, server.url))
        result = CliRunner().invoke(cli, arguments)
        said = result.output.replace(server.url, SERVED)
    assert said == output
    assert result.exit_code == 0


def test_every_file_has_its_command() -> None:
    commands = [fence.text.splitlines()[0] for fence in SHOWN]
    assert "$ vfmock contract transcript run.jsonl" in commands
    assert "$ vfmock contract scenario pizza.yaml" in commands
    assert "$ vfmock contract client -- python bot.py" in commands
    assert len(SERVERS) == 2


def test_every_rule_of_the_lifecycle_has_its_row() -> None:
    for name, cells in table("The rules").items():
        rule = RULES[name]
        warning = " (a warning)" if rule.level == "warning" else ""
        assert cells[1:] == [rule.who or "either", f"{rule.sentence}{warning}", rule.section]
    assert list(table("The rules")) == list(RULES)


def test_every_point_has_its_row() -> None:
    shown = table("The points")
    assert list(shown) == list(POINTS)
    for name, cells in shown.items():
        point = POINTS[name]
        rules = ", ".join(f"`{rule}`" for rule in point.breaks) or "–"
        assert cells[1:] == [point.sentence, point.section, rules, point.needs or "–"]


def test_every_surface_has_its_row() -> None:
    assert sorted(table("The other surfaces")) == sorted(PROBES)


@pytest.mark.parametrize(
    ("heading", "command"), [("Servers", server_command), ("Clients", client_command)]
)
def test_every_option_of_a_check_has_its_row(heading: str, command: click.Command) -> None:
    """A client's check has the settings of a server too, which are told with them."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    named = {flag.split()[0] for cells in rows(section, "option") for flag in code(cells[0])}
    settings = {f"--{name.replace('_', '-')}" for name, _, _ in options()} - {"--scenario"}
    flags = {one.opts[0] for one in command.params if isinstance(one, click.Option)}
    assert named == flags - settings - {"--format"}


def test_every_rule_names_a_section_or_row_that_exists() -> None:
    known = {cells[0].strip("`") for cells in rows(PROTOCOL)}
    for rule in RULES.values():
        kind, _, name = rule.section.partition(" ")
        trace = kind == "trace" and f"trace-type.{name}" in known
        assert rule.section in SECTIONS or rule.section in known or trace, rule


def test_every_kind_of_remark_has_its_row() -> None:
    source = "\n".join(
        (ROOT / "vfmock" / name).read_text(encoding="utf-8")
        for name in (
            "loading/analysis.py",
            "loading/lint.py",
            "loading/names.py",
            "checks/scenario.py",
        )
    )
    made = set(
        re.findall(
            r'"((?:rule|reply|state|button|goto|trace|template|regex|name|scenario)\.\w+)"', source
        )
    )
    assert set(table("Scenarios")) == made
    assert len(made) == 13


def test_every_rule_for_clients_has_its_row() -> None:
    shown = {name: cells[1:] for name, cells in table("Clients").items() if name in CLIENT_RULES}
    known = {rule.id: [rule.level, rule.sentence] for rule in CLIENT_RULES.values()}
    assert shown == known


def test_every_option_of_the_check_of_clients_has_its_row() -> None:
    group = cli.get_command(click.Context(cli), "contract")
    assert isinstance(group, Commands)
    command = group.get_command(click.Context(group), "client")
    assert command is not None
    settings = {name for name, _, _ in options()} - {"scenario"}
    own = {
        one.opts[0]
        for one in command.params
        if isinstance(one, click.Option) and one.name not in settings
    }
    shown = {name.split()[0] for name in table("Clients") if name.startswith("--")}
    assert shown == own - {"--format"}


def test_every_key_of_a_transcript_has_its_row() -> None:
    assert set(table("The format of a transcript")) == set(KEYS)


def test_every_rule_of_reading_is_named() -> None:
    source = (ROOT / "vfmock" / "checks" / "transcript.py").read_text(encoding="utf-8")
    source += (ROOT / "vfmock" / "checks" / "lifecycle" / "machine.py").read_text(encoding="utf-8")
    made = set(re.findall(r'"(transcript\.\w+)"', source))
    assert len(made) == 6
    assert made <= set(code(section("The rules")))


def test_every_format_has_its_row_and_json_its_keys() -> None:
    assert set(table("Formats")) == {"--format", *FORMATS}
    report = json.loads(
        CliRunner().invoke(cli, ["contract", "transcript", "run.jsonl", "--format", "json"]).output
    )
    (checked,) = report["checked"]
    for one in (report, checked, checked["findings"][0]):
        assert f"`{{{', '.join(one)}}}`" in section("Formats")


def test_every_command_of_the_group_is_named() -> None:
    group = cli.get_command(click.Context(cli), "contract")
    assert isinstance(group, Commands)
    known = group.list_commands(click.Context(group))
    assert {"transcript", "scenario", "server", "client"} <= set(known)
    for name in known:
        assert f"vfmock contract {name} " in PAGE


def test_the_journal_is_a_transcript() -> None:
    (snippet,) = (fence for fence in fences(PAGE, "python") if "to_json" in fence.text)
    client = Bench(Scenario(fallback=Fallback(mode="echo"))).client()
    client.ready()
    client.say("hi")
    exec(snippet.text, {"server": client.world, "json": json})
    result = CliRunner().invoke(cli, ["contract", "transcript", "run.jsonl"])
    assert result.output == "run.jsonl: 9 lines on 1 connection: ok\n"


def test_the_page_shows_the_existing_hook_and_action() -> None:
    (hook,) = (fence for fence in fences(PAGE, "yaml") if fence.info == "hook")
    (step,) = (fence for fence in fences(PAGE, "yaml") if fence.info == "step")
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    used = yaml.safe_load(hook.text)["repos"][0]["hooks"]
    assert [one["id"] for one in used] == [one["id"] for one in offered]
    assert set(yaml.safe_load(step.text)[0]["with"]) == set(action["inputs"])
