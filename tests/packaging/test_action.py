"""The GitHub Action: its steps run as GitHub's runner runs them, in a checkout that uses it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.project import PYPROJECT, ROOT, plain_environment
from tests.packaging.shipping import BOUND, link_requirements

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
INSTALL, CHECK = STEPS

GOOD = "rules:\n  - on: launch\n    reply: [{text: Hi}]\n"
BAD = "rules:\n  - on: any\n  - on: launch\n"


class Runner:
    """Does what GitHub's runner does with the steps of a composite action.

    What the action installs it builds and resolves as it would there, with the index left out: the
    requirements, and the backend that builds it, are those of the tests' own environment.
    """

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "workspace"
        self.temp = folder / "temp"
        packages = folder / "packages"
        for one in (self.workspace, self.temp, packages):
            one.mkdir()
        backend = PYPROJECT["build-system"]["requires"]
        link_requirements(packages, *PYPROJECT["project"]["dependencies"], *backend)
        # The job uses the python3 of the tests: the linked packages are built for its version.
        python = folder / "bin" / "python3"
        python.parent.mkdir()
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        self.environment = plain_environment(
            GITHUB_ACTION_PATH=str(ROOT),
            GITHUB_WORKSPACE=str(self.workspace),
            RUNNER_TEMP=str(self.temp),
            PATH=f"{python.parent}{os.pathsep}{os.environ['PATH']}",
            PYTHONPATH=str(packages),
            PIP_NO_INDEX="1",
            PIP_NO_BUILD_ISOLATION="false",  # pip's way to say yes
        )

    def run(self, step: dict[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run one step."""
        assert step["shell"] == "bash"
        script = self.temp / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        given = {name: _expand(value, inputs) for name, value in step.get("env", {}).items()}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace,
            env={**self.environment, **given},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=BOUND,
            check=False,
        )


def _expand(value: str, inputs: dict[str, str]) -> str:
    """Replace the expressions of a workflow: only inputs are known here."""
    return re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: inputs[found[1]], value)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner that has done the first step."""
    runner = Runner(tmp_path_factory.mktemp("action"))
    done = runner.run(INSTALL)
    assert done.returncode == 0, done.stdout + done.stderr
    (runner.workspace / "scenarios").mkdir()
    (runner.workspace / "scenarios" / "good.yaml").write_text(GOOD, encoding="utf-8")
    (runner.workspace / "bad.yaml").write_text(BAD, encoding="utf-8")
    return runner


def test_the_action_is_composite_and_describes_its_inputs() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert ACTION["name"]
    assert ACTION["description"]
    assert {name: one["required"] for name, one in ACTION["inputs"].items()} == {"files": True}
    assert "${{" not in INSTALL["run"] + CHECK["run"], "an input in a script is code"


def test_the_action_installs_its_own_checkout(runner: Runner) -> None:
    code = "import vfmock; print(vfmock.__file__)"
    python = runner.temp / "vfmock" / "bin" / "python"
    shown = subprocess.run(
        [str(python), "-c", code],
        cwd=runner.workspace,
        env=runner.environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=BOUND,
    ).stdout
    assert Path(shown.strip()).is_relative_to(runner.temp)


def test_good_scenarios_pass_the_job(runner: Runner) -> None:
    done = runner.run(CHECK, files="scenarios/*.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "scenarios/good.yaml: 1 rule in 1 state: ok\n"


def test_a_finding_fails_the_job_and_is_shown_at_its_line(runner: Runner) -> None:
    done = runner.run(CHECK, files="scenarios/good.yaml\nbad.yaml")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=bad.yaml,line=3,col=5,title=rule.dead::rules[1] ")
    assert "scenarios/good.yaml: 1 rule in 1 state: ok\n" in done.stdout


def test_an_input_is_not_run_as_a_command(runner: Runner) -> None:
    done = runner.run(CHECK, files="--help; touch /dev/null $(touch made)")
    assert done.returncode == 1
    assert not (runner.workspace / "made").exists()
