"""The how-tos run: the files of ``docs/pytest.md`` under pytest, those of ``python.md`` as scripts.

A fence of a file has its name behind the language; ``fails`` behind that says that pytest fails it.
The text fence after a file is what comes of it.
"""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import httpx  # noqa: F401 - the inner runs forget what they import: they shall find it here
import pytest
import requests  # noqa: F401
import socketio  # noqa: F401

import vfmock
from tests.docs.pages import DOCS, Fence, fences, words
from vfmock import MockServer, Settings
from vfmock.server.rules import RuleBuilder

PYTEST = (DOCS / "pytest.md").read_text(encoding="utf-8")
PYTHON = (DOCS / "python.md").read_text(encoding="utf-8")

LANGUAGES = ("python", "yaml", "ini")

QUIET = ("-o", "asyncio_default_fixture_loop_scope=function")
"""Without it pytest-asyncio warns of its next version."""


def sections(page: str) -> dict[str, str]:
    """The sections of a page, by heading."""
    parts = re.split(r"^## (.*)\n", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def files(section: str) -> list[Fence]:
    """The fences of a section that are files."""
    return [fence for language in LANGUAGES for fence in fences(section, language)]


def shown(section: str, fence: Fence) -> str:
    """The text fence that comes first after a fence."""
    return next(one.text for one in fences(section, "text") if one.line > fence.line)


def write(folder: Path, *some: Fence) -> None:
    """Write the files of fences, and the client that all of them use."""
    (bot,) = (fence for fence in fences(PYTEST, "python") if fence.info == "bot.py")
    for fence in (bot, *some):
        path = folder / fence.info.split()[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fence.text, encoding="utf-8")


TESTED = {heading: text for heading, text in sections(PYTEST).items() if fences(text, "python")}
"""The sections with tests in Python."""


@pytest.mark.parametrize("heading", TESTED)
def test_a_section_for_pytest_has_the_results_that_are_shown(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, heading: str
) -> None:
    section = TESTED[heading]
    write(pytester.path, *files(section))
    for command in fences(section, "console"):
        name, _, value = command.text.split()[0].partition("=")
        monkeypatch.setenv(name, value)
    for fence in fences(section, "python"):
        if not fence.info.startswith("test_"):
            continue
        name, *fails = fence.info.split()
        result = pytester.runpytest_inprocess(*QUIET, name)
        outcome = result.parseoutcomes()
        count = fence.text.count("def test_")
        assert outcome == ({"failed": 1} if fails else {"passed": count})
        output = result.stdout.str()
        for line in shown(section, fence).splitlines() if fails else ():
            assert line.strip() in output


def test_a_wrong_section_would_fail(pytester: pytest.Pytester) -> None:
    (fence,) = fences(TESTED["The fixture"], "python")
    doctored = dataclasses.replace(fence, text=fence.text.replace('"Hi!"]', '"Ho!"]'))
    write(pytester.path, doctored)
    assert pytester.runpytest_inprocess(*QUIET, fence.info).parseoutcomes() == {"failed": 1}


RUN = """
import contextlib, io, json, runpy, sys, traceback

sys.path.insert(0, "")  # where a script finds the others, as if it had been started alone
printed = {}
for name in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            runpy.run_path(name, run_name="__main__")
        except BaseException:
            out.write(traceback.format_exc())
    printed[name] = out.getvalue()
print(json.dumps(printed))
"""
"""Runs scripts one after the other: most of the time of each would be to load the libraries."""


def run(folder: Path, *scripts: Fence) -> dict[str, str]:
    """Run scripts; return what each printed, with the error that ended it, if so."""
    write(folder, *scripts)
    command = [sys.executable, "-W", "error", "-c", RUN, *(one.info for one in scripts)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    printed: dict[str, str] = json.loads(done.stdout)
    return printed


SCRIPTS = {fence.info: fence for fence in fences(PYTHON, "python")}


def test_every_script_prints_what_is_shown(tmp_path: Path) -> None:
    wanted = {name: shown(PYTHON, fence) for name, fence in SCRIPTS.items()}
    assert run(tmp_path, *SCRIPTS.values()) == wanted


def test_a_wrong_script_would_fail(tmp_path: Path) -> None:
    wrong = dataclasses.replace(SCRIPTS["settings.py"], text="print(1)\nraise SystemExit(3)")
    printed = run(tmp_path, wrong)["settings.py"]
    assert printed.startswith("1\nTraceback")
    assert printed.endswith("SystemExit: 3\n")


def test_every_python_fence_is_a_file() -> None:
    named = [fence.info.split()[0] for page in (PYTEST, PYTHON) for fence in fences(page, "python")]
    assert all(name.endswith(".py") for name in named)
    assert len(set(named)) == len(named) > 15


def test_every_public_name_is_explained() -> None:
    told = words(PYTHON)
    public = {name for name in vars(MockServer) if not name.startswith("_")}
    rule = {name for name in vars(RuleBuilder) if not name.startswith("_")}
    assert {*vfmock.__all__, *public, *rule} <= {*told, *re.findall(r"\w+", " ".join(told))}


def test_every_setting_has_its_row_and_its_default() -> None:
    table = sections(PYTHON)["Settings"]
    found = dict(re.findall(r"^\| `(\w+)` \| ([^|]*?) \|", table, re.MULTILINE))
    fields = {field.name: field.default for field in dataclasses.fields(Settings)}
    assert list(found) == list(fields)
    for name, default in fields.items():
        if default in (None, ()):
            continue
        wanted = f"{default:g}" if isinstance(default, float) else str(default)
        if isinstance(default, tuple):
            wanted = "all" if len(default) > 1 else default[0]
        assert found[name].replace("`", "").split(" (")[0] == wanted, name
