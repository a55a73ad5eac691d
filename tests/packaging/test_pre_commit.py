"""The pre-commit hook: its entry, run on files as by pre-commit."""

from __future__ import annotations

import shlex
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

from tests.packaging.project import PYPROJECT, ROOT, plain_environment

(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def entry(folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """What pre-commit does: the entry, its arguments, the files that were changed."""
    program, *arguments = shlex.split(HOOK["entry"])
    assert program in PYPROJECT["project"]["scripts"]
    return subprocess.run(
        [f"{sysconfig.get_path('scripts')}/{program}", *arguments, *HOOK.get("args", []), *files],
        cwd=folder,
        env=plain_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_hook_has_all_that_pre_commit_needs() -> None:
    assert HOOK["id"] == "vfmock-scenario"
    assert HOOK["name"]
    assert HOOK["language"] == "python"
    assert HOOK["types"] == ["yaml"]


@pytest.mark.parametrize(
    ("rules", "code", "said"),
    [
        ("[{on: launch}]", 0, "a.yaml: 1 rule in 1 state: ok"),
        ("[{on: any}, {on: launch}]", 1, "a.yaml:1:20: error: rules[1] never takes an action"),
        ("[{on: lunch}]", 1, "a.yaml:1:14: error: unknown matcher 'lunch', did you mean 'launch'"),
    ],
)
def test_the_entry_of_the_hook_checks_the_files(
    tmp_path: Path, rules: str, code: int, said: str
) -> None:
    (tmp_path / "a.yaml").write_text(f"rules: {rules}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("rules: [{on: text}]\n", encoding="utf-8")
    done = entry(tmp_path, "a.yaml", "b.yaml")
    assert (done.returncode, done.stderr) == (code, "")
    assert said in done.stdout
    assert "b.yaml: 1 rule in 1 state: ok" in done.stdout
