"""Type checkers know the public API: they take what is right, and find each call that is wrong.

``right.py`` and ``wrong.py`` stand beside this file. One run of each checker is for both.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import vfmock
from tests.docs.pages import ROOT
from vfmock import MockServer
from vfmock.server.clock import ServerClock
from vfmock.server.faults import ServerFaults
from vfmock.server.rules import On, RuleBuilder
from vfmock.server.verify import Verify

HERE = Path(__file__).parent
FILES = [HERE / "right.py", HERE / "wrong.py"]
PYRIGHT = ROOT / "tests" / "clients" / "node" / "node_modules" / "pyright" / "index.js"
BOUND = 300.0
"""Seconds that a checker may take before the test fails."""

NOT_CALLED = {"path", "port", "sessions", "connections", "settings", "seed", "is_mock"}
"""Attributes that take nothing."""

Places = dict[tuple[str, int], str]
"""A file's name and a line to what is said of it."""


def marked() -> set[tuple[str, int]]:
    """The lines that a checker has to find something in."""
    return {
        (file.name, number)
        for file in FILES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith("# wrong")
    }


def output(*command: str) -> str:
    """What a checker prints; it ends with 1, because it finds what is wrong."""
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=BOUND, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def by_mypy() -> Places:
    """What mypy finds."""
    shown = output(sys.executable, "-m", "mypy", "--no-error-summary", *map(str, FILES))
    found = re.findall(r"^tests/typing/(\w+\.py):(\d+): error: (.*)$", shown, re.MULTILINE)
    assert len(found) == shown.count(": error: "), shown
    return {(file, int(line)): problem for file, line, problem in found}


def by_pyright() -> Places:
    """What pyright finds."""
    command = ["node", str(PYRIGHT), "--pythonpath", sys.executable, "--outputjson"]
    report = json.loads(output(*command, *map(str, FILES)))
    return {
        (Path(one["file"]).name, one["range"]["start"]["line"] + 1): one["message"]
        for one in report["generalDiagnostics"]
        if one["severity"] == "error"
    }


def unlike(found: Places) -> dict[str, object]:
    """Where what was found is not what is marked."""
    wanted = marked()
    return {
        "not found": sorted(wanted - set(found)),
        "not marked": {place: said for place, said in found.items() if place not in wanted},
    }


def test_mypy_finds_each_wrong_call_and_no_other() -> None:
    assert unlike(by_mypy()) == {"not found": [], "not marked": {}}


def test_pyright_finds_each_wrong_call_and_no_other() -> None:
    assert unlike(by_pyright()) == {"not found": [], "not marked": {}}


def test_the_calls_that_are_right_are_of_the_whole_api() -> None:
    tree = ast.parse(FILES[0].read_text(encoding="utf-8"))
    called = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
    methods = {one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)}
    errors = {name for name in vfmock.__all__ if name.endswith("Error")}
    assert set(vfmock.__all__) - errors - called == set()
    for cls in (MockServer, On, Verify, RuleBuilder, ServerClock, ServerFaults):
        own = {name for name in dir(cls) if not name.startswith("_")}
        assert own - methods - NOT_CALLED == set(), cls


def test_each_kind_of_thing_has_calls_that_are_wrong() -> None:
    assert len(marked()) > 90
