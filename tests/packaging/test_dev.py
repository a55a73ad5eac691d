"""``dev.py``, run for real on a checkout that has almost nothing to install."""

from __future__ import annotations

import ast
import os
import shlex
import shutil
from pathlib import Path
from unittest import mock

import pytest

from tests.packaging.project import PYPROJECT, ROOT
from tests.packaging.tiny_checkout import TinyCheckout
from tools.setup import processes, programs

CREATING = "dev.py: creating .venv"
INSTALLING = "dev.py: installing vfmock"
ONLY_IN_CI = "dev.py: only .ci/run checks lint, format, types, coverage, the lowest"
ON_ALL_CORES = f"-n {(os.cpu_count() or 1) + 1} --dist worksteal"
NODE_PACKAGES = "dev.py: installing the packages of the Node.js client"


THIS = TinyCheckout(root=ROOT)
"""The checkout that this is, which is not so tiny."""


@pytest.fixture
def fresh(tmp_path: Path) -> TinyCheckout:
    """A checkout in which nothing was run yet, in a directory with spaces and brackets."""
    checkout = TinyCheckout(root=tmp_path / "a check[out]")
    checkout.fill()
    return checkout


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> TinyCheckout:
    """A checkout in which a demo was run before; each test leaves it with a good .venv.

    At its first run it had an environment that was broken.
    """
    directory = tmp_path_factory.mktemp("used")
    checkout = TinyCheckout(root=directory / "a check[out]")
    checkout.fill()
    left = checkout.root / ".venv" / "lib" / "left.py"
    left.parent.mkdir(parents=True)
    left.touch()
    first = checkout.dev("demo", "--fast", "two words", directory=directory)
    assert first.returncode == 3, first.stderr
    assert first.stdout == f"vfmock {directory} demo --fast two words\n"
    assert CREATING in first.stderr
    assert INSTALLING in first.stderr
    assert NODE_PACKAGES not in first.stderr
    assert not left.exists()
    return checkout


def test_python_3_8_can_read_dev_py_and_what_it_imports() -> None:
    for path in (ROOT / "dev.py", *(ROOT / "tools" / "setup").glob("*.py")):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_dev_py_requires_the_python_that_the_project_requires() -> None:
    oldest = PYPROJECT["project"]["requires-python"].removeprefix(">=")
    assert f"OLDEST = ({oldest.replace('.', ', ')})\n" in (ROOT / "dev.py").read_text("utf-8")


def test_an_old_python_prints_which_python_is_required(fresh: TinyCheckout, tmp_path: Path) -> None:
    fresh.edit("dev.py", "OLDEST = (3, 11)", "OLDEST = (99, 0)")
    _stand_in(tmp_path / "python3.13", "exit 127")
    done = fresh.dev("demo", PATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("dev.py: Python 99.0 or newer is wanted, this is 3.")


def test_an_old_python_starts_a_newer_python(fresh: TinyCheckout, tmp_path: Path) -> None:
    fresh.edit("dev.py", "OLDEST = (3, 11)", "OLDEST = (99, 0)")
    _stand_in(tmp_path / "python3.13", "exit 127")
    _stand_in(tmp_path / "python3.12", 'test "$1" = -c || echo "$@"')
    done = fresh.dev("demo", "--fast", PATH=str(tmp_path))
    assert done.stdout == f"{fresh.root / 'dev.py'} demo --fast\n"


@pytest.mark.parametrize(
    "arguments", [[], ["tset"], ["setup", "everything"], ["generate", "everything"]]
)
def test_wrong_usage_is_exit_code_2(fresh: TinyCheckout, arguments: list[str]) -> None:
    done = fresh.dev(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("dev.py: ")
    assert not (fresh.root / ".venv").exists()


@pytest.mark.slow
def test_tests_run_in_the_root_folder_with_the_packages_of_the_node_client(
    used: TinyCheckout, tmp_path: Path
) -> None:
    done = used.dev("test", "-k", "two words", directory=tmp_path, CI="")
    assert done.returncode == 4, done.stderr
    assert done.stdout.splitlines()[-1] == f"pytest {used.root} {ON_ALL_CORES} -k two words"
    assert NODE_PACKAGES in done.stderr
    assert done.stderr.count(ONLY_IN_CI) == 1
    assert used.dev("test", "-n", "0").stdout == f"pytest {used.root} -n 0\n"
    assert used.dev("test", CI="true").stderr == ""


@pytest.mark.slow
def test_files_are_generated_in_the_root_folder(used: TinyCheckout, tmp_path: Path) -> None:
    done = used.dev("generate", directory=tmp_path)
    assert done.returncode == 5, done.stderr
    assert done.stdout.splitlines()[-1] == f"generate {used.root}"


@pytest.mark.slow
def test_a_second_run_installs_nothing(used: TinyCheckout) -> None:
    done = used.dev("demo")
    assert (done.returncode, done.stderr) == (3, "")


@pytest.mark.slow
def test_a_changed_pyproject_is_installed_again(used: TinyCheckout) -> None:
    used.edit("pyproject.toml", "base = []", "base = [] # changed")
    done = used.dev("demo")
    assert done.returncode == 3
    assert INSTALLING in done.stderr
    assert CREATING not in done.stderr


@pytest.mark.slow
def test_a_moved_or_damaged_environment_is_unusable(used: TinyCheckout, tmp_path: Path) -> None:
    """An unusable environment is made again, as at the first run of the used checkout."""
    dev = used.module()
    stamp = dev.read_stamp()
    assert dev.is_usable(stamp)
    copy = TinyCheckout(root=tmp_path / "copy")
    shutil.copytree(used.root, copy.root, symlinks=True)
    assert not copy.module().is_usable(stamp), "its scripts belong to another place"
    for broken in ("pyvenv.cfg", "bin/python"):
        file = copy.root / ".venv" / broken
        aside = file.rename(tmp_path / "aside")
        assert not copy.module().is_usable({}), broken
        aside.rename(file)
    assert copy.module().is_usable({})


# How the tests are run.


def arguments_for(*arguments: str, **environment: str) -> list[str]:
    """What ``dev.py test`` puts before the arguments of pytest."""
    with mock.patch.dict(os.environ, {"PYTEST_ADDOPTS": "", **environment}):
        return list(THIS.module().spread(list(arguments)))


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "tests/wire",
        "-q -x -k sound",
        "-rs",
        "-rfEs --durations=5",
        "-m 'not slow'",
        "-p no:anyio",
    ],
)
def test_the_tests_run_on_all_cores(arguments: str) -> None:
    assert arguments_for(*shlex.split(arguments)) == ON_ALL_CORES.split()


@pytest.mark.parametrize(
    "arguments",
    [
        "-n 0",
        "-n4",
        "--numprocesses=2",
        "--dist loadscope",
        "--dist=no",
        "--tx 2*popen",
        "-p no:xdist",
        "-pno:xdist",
        "--pdb",
        "--trace",
        "-s",
        "-xvs",
        "--capture=no",
        "tests/core/test_sound.py::test_known_values_of_g711",
    ],
)
def test_options_that_say_how_to_run_the_tests_are_obeyed(arguments: str) -> None:
    assert arguments_for("-q", *shlex.split(arguments)) == []
    assert arguments_for(PYTEST_ADDOPTS=arguments) == []


def test_pytest_takes_the_arguments_that_dev_py_adds(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile("def test_one(worker_id):\n    assert worker_id.startswith('gw')\n")
    monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", "1")
    without = ("-p", "no:hypothesispytest", "-p", "no:vfmock", "-p", "no:anyio", "-p", "no:asyncio")
    result = pytester.runpytest_subprocess(*without, *ON_ALL_CORES.split())
    result.assert_outcomes(passed=1)


@pytest.mark.slow
def test_variables_of_another_environment_do_no_harm(used: TinyCheckout, tmp_path: Path) -> None:
    (tmp_path / "vfmock.py").write_text("raise SystemExit('the wrong vfmock')", encoding="utf-8")
    (used.root / ".venv" / "vfmock-setup.json").unlink()
    target = tmp_path / "target"
    done = used.dev("demo", PYTHONPATH=str(tmp_path), PIP_TARGET=str(target), PIP_USER="1")
    assert done.returncode == 3, done.stderr
    assert not target.exists()


@pytest.mark.slow
def test_compiled_files_are_kept(used: TinyCheckout) -> None:
    shutil.rmtree(used.root / "__pycache__", ignore_errors=True)
    assert used.dev("demo", PYTHONDONTWRITEBYTECODE="1").returncode == 3
    assert list((used.root / "__pycache__").glob("vfmock.*.pyc"))


@pytest.mark.slow
def test_a_failing_pip_ends_the_run_with_its_exit_code(used: TinyCheckout) -> None:
    used.edit("pyproject.toml", "requires = []", 'requires = ["no-such-backend"]')
    try:
        done = used.dev("demo", PIP_NO_INDEX="1")
    finally:
        used.edit("pyproject.toml", 'requires = ["no-such-backend"]', "requires = []")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        "dev.py: the installation failed (exit code 1 from: "
    )


# The programs that tests start.


def test_a_missing_program_is_installed_or_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _stand_in(tmp_path / "curl", "exit 0")
    for name in ("sudo", "env"):
        _stand_in(tmp_path / name, 'while [ "$1" != apt-get ]; do shift; done; exec "$@"')
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(processes, "environment", lambda: {"PATH": f"{tmp_path}:/bin"})
    programs.install_programs()
    assert capfd.readouterr().err == (
        "dev.py: install jq, which the tests of docs/http.md start: they fail without it\n"
        "dev.py: install chromium, which the tests of Voiceflow's web chat start:"
        " they are skipped without it, and fail in CI\n"
    )
    _stand_in(tmp_path / "google-chrome", "exit 0")
    _stand_in(tmp_path / "apt-get", f'echo "$@" >>"{tmp_path}/calls"')
    programs.install_programs()
    assert "dev.py: installing jq, which the tests of" in capfd.readouterr().err
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert calls == ["-qq update", "-qq install --yes --no-install-recommends jq"]


def _stand_in(path: Path, body: str) -> None:
    """Write a program for PATH."""
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
