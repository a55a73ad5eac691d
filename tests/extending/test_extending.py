"""One new file in a copy of the package is enough to add an extension of each kind."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import vfmock
from tests.packaging.project import ROOT

HERE = Path(__file__).parent
NEW = HERE / "new"
TOYS = HERE.parent / "behaviour"

HOMES = {
    "fault": (NEW / "fault.py", "core/faults/turn/completed_late.py"),
    "matcher": (NEW / "matcher.py", "core/matchers/shout.py"),
    "trace": (NEW / "trace.py", "core/traces/confetti.py"),
    "step": (NEW / "step.py", "core/steps/twice.py"),
    "dialect": (TOYS / "toy_dialect.py", "dialects/toy.py"),
    "endpoint": (TOYS / "toy_endpoint.py", "endpoints/toy.py"),
    "admin call": (NEW / "admin_call.py", "transports/admin/agent.py"),
    "command": (NEW / "command.py", "cli/commands/hello.py"),
    "surface of chat": (NEW / "surface.py", "cli/surfaces/toy.py"),
    "check": (NEW / "check.py", "cli/commands/contract/empty.py"),
}
"""What is added: the new file, and where in the package it goes."""

SETTING = '    greeting: str = _option("hi", "what the agent says first")\n'
"""A setting is a field of the one class of settings."""

GENERATED = {
    "docs/python.md",
    "docs/cli.md",
    "docs/scenarios.md",
    "schemas/openapi.yaml",
    "schemas/scenario.json",
    "vfmock/options.py",
    "vfmock/server/matcher_methods.py",
}
"""What the command for generated files writes for them."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of everything that was added, played in a process of its own."""
    folder = tmp_path_factory.mktemp("extended")
    copy = folder / "vfmock"
    shutil.copytree(
        Path(vfmock.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("schemas", "examples", "presets"):
        shutil.copytree(ROOT / name, copy / name)
    for name in ("schemas", "docs", "tools"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for source, home in HOMES.values():
        assert not (copy / home).exists()
        shutil.copy(source, copy / home)
    settings = copy / "settings.py"
    text = settings.read_text(encoding="utf-8")
    changed = text.replace("    port: int = _option(", SETTING + "    port: int = _option(", 1)
    assert changed != text
    settings.write_text(changed, encoding="utf-8")
    generated = output(folder, "-m", "tools.generate")
    told: dict[str, Any] = json.loads(output(folder, str(HERE / "play.py"), str(folder)))
    assert told.pop("package") == str(copy)
    return {**told, "generated": generated}


def output(folder: Path, *arguments: str) -> str:
    """What Python prints that takes the package from the folder."""
    # Coverage would count the copy as a second package.
    unmeasured = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("COVERAGE_PROCESS_")
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**unmeasured, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_matcher_a_step_a_trace_and_a_fault_are_played_in_a_new_dialect(
    told: dict[str, Any],
) -> None:
    assert told["dialect"] == [
        "is accepted",
        "shows text",
        "shows text",
        "shows confetti",
        "is completed",
    ]


def test_a_new_endpoint_answers(told: dict[str, Any]) -> None:
    assert told["endpoint"] == ["text", "text", "confetti"]


def test_a_new_trace_is_checked_with_its_own_schema(told: dict[str, Any]) -> None:
    assert told["trace"].startswith("trace: at /payload/pieces wanted ")


def test_error_messages_name_the_new_words(told: dict[str, Any]) -> None:
    assert "did you mean 'shout'" in told["matcher"]


def test_a_new_admin_call_answers(told: dict[str, Any]) -> None:
    assert told["admin call"] == {"name": "extended"}


def test_a_new_command_and_a_new_check_can_be_run(told: dict[str, Any]) -> None:
    assert told["command"] == ["hello\n", 0]
    (good, wrong) = told["check"]
    assert good[1] == 0
    assert (wrong[1], "nothing is in it" in wrong[0]) == (1, True)


def test_a_new_surface_can_be_chatted_over(told: dict[str, Any]) -> None:
    output, code = told["surface of chat"]
    assert "agent› heard" in output
    assert code == 0


def test_a_new_setting_has_its_keyword_variable_and_flag(told: dict[str, Any]) -> None:
    assert told["setting"] == ["hello", {"greeting": "hey"}, True]


def test_one_command_writes_the_generated_files(told: dict[str, Any]) -> None:
    assert set(re.findall("generated (.*)", told["generated"])) == GENERATED


def test_a_new_matcher_has_its_methods(told: dict[str, Any]) -> None:
    assert told["methods"] == ["shout", ["text"]]


def test_the_table_of_the_architecture_names_one_file_for_each() -> None:
    """The column ``write`` of "Where to put something new"."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| an? ([a-z ]+?) \| ([^|]+) \|", page, re.MULTILINE))
    for kind, (_, home) in HOMES.items():
        assert kind in rows, kind
        folder = home.rsplit("/", 2 if kind == "fault" else 1)[0]
        assert "a file in " in rows[kind], kind
        assert f"`{folder}/`" in rows[kind], kind
    assert "a field of `Settings`" in rows["setting"]
