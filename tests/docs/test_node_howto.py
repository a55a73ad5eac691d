"""The how-to for JavaScript in ``docs/pytest.md`` runs: Node's own test runner runs its files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import environment
from tests.clients.fixtures import require_node
from tests.docs.pages import fences
from tests.docs.test_howtos import PYTEST, sections

SECTION = sections(PYTEST)["JavaScript"]

PATIENCE = 60.0
"""Seconds after which a run counts as hanging."""


def run(folder: Path, section: str) -> tuple[int, int]:
    """How many tests of a section pass, and how many fail."""
    require_node()
    for language in ("js", "yaml"):
        for fence in fences(section, language):
            (folder / fence.info).write_text(fence.text, encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap"],
        cwd=folder,
        env=environment({"PATH": path}),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    counts = dict(re.findall(r"^# (pass|fail) (\d+)$", done.stdout, re.MULTILINE))
    assert (done.returncode == 0) == (counts["fail"] == "0"), done.stdout + done.stderr
    return int(counts["pass"]), int(counts["fail"])


def test_every_test_for_node_passes(tmp_path: Path) -> None:
    assert run(tmp_path, SECTION) == (SECTION.count("\ntest("), 0)


@pytest.mark.parametrize(
    ("old", "new"), [("- text: On its way.", "- text: Lost."), (" >= 500", " >= 600")]
)
def test_a_wrong_example_fails(old: str, new: str, tmp_path: Path) -> None:
    assert old in SECTION
    assert run(tmp_path, SECTION.replace(old, new))[1] > 0
