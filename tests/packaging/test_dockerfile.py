"""The Dockerfile: its structure; its start command and health check, run without Docker."""

from __future__ import annotations

import fnmatch
import re
import signal
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.packaging.dockerfile import Stage, read_stages
from tests.packaging.project import PYPROJECT, ROOT, plain_environment
from vfmock.settings import from_environment

BOUND = 60.0
"""Seconds that a process may take before the test fails; none takes more than a few."""


@pytest.fixture(scope="module")
def build() -> Stage:
    """The stage that makes the wheels."""
    return read_stages(ROOT / "Dockerfile")[0]


@pytest.fixture(scope="module")
def runtime() -> Stage:
    """The stage that is the image."""
    return read_stages(ROOT / "Dockerfile")[-1]


def test_the_dockerfile_has_two_stages_on_the_same_slim_python(
    build: Stage, runtime: Stage
) -> None:
    assert [stage.name for stage in read_stages(ROOT / "Dockerfile")] == ["build", "runtime"]
    assert build.image == runtime.image == "python:${PYTHON}-slim"


def test_the_image_has_a_python_that_the_project_supports() -> None:
    [default] = re.findall(
        r"^ARG PYTHON=(\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert f"Programming Language :: Python :: {default}" in PYPROJECT["project"]["classifiers"]


def test_the_image_gets_wheels_of_the_build_stage_and_nothing_else(runtime: Stage) -> None:
    [install] = [run.rest for run in runtime.all("RUN") if "pip install" in run.rest]
    assert "from=build,source=/wheels" in install
    assert "--no-index" in install
    assert runtime.all("COPY") == runtime.all("ADD") == []


def test_the_build_stage_copies_everything_that_the_wheel_needs(build: Stage) -> None:
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    project = PYPROJECT["project"]
    wanted = {"pyproject.toml", project["readme"], *project["license-files"]}
    wanted |= {*wheel["packages"], *wheel["force-include"]}
    assert set(_copied(build)) == wanted


def test_dockerignore_includes_only_the_copied_files(build: Stage) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == set(_copied(build))
    assert any(fnmatch.fnmatch("vfmock/core/__pycache__", rule) for rule in rules[1:])


def test_the_user_is_a_number_and_not_root(runtime: Stage) -> None:
    user, _, group = runtime.last("USER").rest.partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_the_image_has_labels(runtime: Stage) -> None:
    labels = runtime.pairs("LABEL")
    prefix = "org.opencontainers.image."
    assert labels[f"{prefix}title"] == PYPROJECT["project"]["name"]
    assert labels[f"{prefix}version"] == PYPROJECT["project"]["version"]
    assert labels[f"{prefix}licenses"] == PYPROJECT["project"]["license"]
    assert labels[f"{prefix}description"]


def test_the_port_is_the_same_everywhere(runtime: Stage) -> None:
    port = runtime.last("EXPOSE").rest
    assert runtime.last("CMD").argv() == ["serve", "--host", "0.0.0.0", "--port", port]
    assert f"http://127.0.0.1:{port}/__vfmock/health" in runtime.last("HEALTHCHECK").rest


def test_the_output_is_not_buffered(runtime: Stage) -> None:
    assert runtime.pairs("ENV")["PYTHONUNBUFFERED"] == "1"


def test_the_start_command_serves_until_the_stop_signal(runtime: Stage) -> None:
    with _started(runtime) as (process, url):
        assert _health(runtime, url) == 0
        process.send_signal(signal.Signals[runtime.last("STOPSIGNAL").rest])
        assert process.wait(BOUND) == 0
    assert _health(runtime, url) != 0, "the check must fail once the server is gone"


def test_a_command_without_options_can_be_reached_from_outside_too(runtime: Stage) -> None:
    port = int(runtime.last("EXPOSE").rest)
    assert from_environment(runtime.pairs("ENV")) == {"host": "0.0.0.0", "port": port}


def _copied(build: Stage) -> list[str]:
    """What the build stage copies from the checkout."""
    return [name for copy in build.all("COPY") for name in copy.rest.split()[:-1]]


@contextmanager
def _started(runtime: Stage) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the start line, on a free port of the loopback; give the process and its URL."""
    [program] = runtime.last("ENTRYPOINT").argv()
    local = {"0.0.0.0": "127.0.0.1", runtime.last("EXPOSE").rest: "0"}
    command = [local.get(argument, argument) for argument in runtime.last("CMD").argv()]
    process = subprocess.Popen(
        [f"{sysconfig.get_path('scripts')}/{program}", *command],
        env=plain_environment(**runtime.pairs("ENV")),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watchdog = threading.Timer(BOUND, process.kill)
    watchdog.start()
    try:
        yield process, _url(process)
    finally:
        watchdog.cancel()
        process.kill()
        process.communicate()


def _url(process: subprocess.Popen[str]) -> str:
    """Read what a server prints up to its URL."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if found := re.search(r"http://[\d.]+:\d+", line):
            return found.group()
    pytest.fail(f"the server ended before it printed its URL, with {process.wait()}:\n{printed}")


def _health(runtime: Stage, url: str) -> int:
    """Run the health check against a URL; return its exit code."""
    port = runtime.last("EXPOSE").rest
    python, *arguments = runtime.last("HEALTHCHECK").argv()
    assert python == "python"
    checked = [argument.replace(f"http://127.0.0.1:{port}", url) for argument in arguments]
    assert checked != arguments
    # Nothing listens on port 9: a check that asks the proxy fails.
    environment = plain_environment(http_proxy="http://127.0.0.1:9", no_proxy="")
    done = subprocess.run(
        [sys.executable, *checked], env=environment, timeout=BOUND, capture_output=True, check=False
    )
    return done.returncode
