"""Library, fixture and ``vfmock serve`` need nothing that Windows has not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.program import PATIENCE, Program
from tests.clients.fixtures import ClientFactory
from tests.packaging.project import ROOT, plain_environment
from tests.wire.talk import ready, say

PYTHON = (sys.executable, "-X", "warn_default_encoding", "-m", "tests.without_posix")

LIBRARY = """
import os, signal, asyncio
from urllib.request import urlopen
from vfmock import MockServer, load_scenario

assert not hasattr(os, "fork")
assert not hasattr(signal, "SIGKILL")


async def use() -> None:
    async with MockServer("support") as server:
        assert server.url


asyncio.run(use())
with MockServer("agent.yaml", preset="flaky-mobile", instances=2) as server:
    with urlopen(server.url + "/__vfmock/health") as answer:
        print(answer.status)
"""

TEST = """
from urllib.request import urlopen

import pytest


@pytest.mark.vfmock("agent.yaml")
def test_the_server_is_up(vfmock):
    with urlopen(vfmock.url + "/__vfmock/health") as answer:
        assert answer.status == 200
"""

AGENT = "name: pizza\nrules: [{on: launch, reply: [{text: Grüße →}]}]\n"


def run(folder: Path, *arguments: str) -> str:
    """Run a module to its end, in a folder; return what it printed."""
    done = subprocess.run(
        [*PYTHON, *arguments],
        cwd=folder,
        env=plain_environment(PYTHONPATH=str(ROOT)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an agent, a script and a test."""
    for name, text in (("agent.yaml", AGENT), ("library.py", LIBRARY), ("test_agent.py", TEST)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_library_works(folder: Path) -> None:
    assert run(folder, "library") == "200\n"


def test_the_fixture_works(folder: Path) -> None:
    assert "1 passed" in run(folder, "pytest", "-p", "no:cacheprovider")


async def test_serve_works_and_drains(
    make_client: ClientFactory, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    journal = folder / "run.jsonl"
    options = ("--port", "0", "--fallback", "echo", "--events", "--journal", str(journal))
    with Program("serve", "agent.yaml", *options, command=(*PYTHON, "vfmock")) as program:
        url = program.wait_for(r"vfmock serves 'pizza' at (http://\S+)\n")[1]
        client = make_client("python_async")
        await client.connect_via(url, "websocket")
        await ready(client)
        assert await say(client, "hi") == ["hi"]
        program.signal(signal.SIGTERM)
        assert await client.next("server.restart") == [{}]
        assert program.exit_code() == 0
    assert journal.stat().st_size > 0


def test_an_interrupt_ends_serve(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with Program("serve", "--port", "0", command=(*PYTHON, "vfmock")) as program:
        url = program.wait_for(r"vfmock serves 'empty' at (http://\S+)\n")[1]
        with urllib.request.urlopen(url + "/__vfmock/health", timeout=PATIENCE) as answer:
            assert answer.status == 200
        program.signal(signal.SIGINT)
        assert program.exit_code() == 0


def test_the_check_of_a_client_ends_its_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    endless = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    check = ("contract", "client", "--timeout", "100ms", "--", *endless)
    with Program(*check, command=(*PYTHON, "vfmock")) as program:
        assert program.exit_code() == 1
        assert "client.timeout" in program.said


def test_what_windows_has_not_is_really_gone(folder: Path) -> None:
    (folder / "uses.py").write_text("import os\nos.fork()\n", encoding="utf-8")
    done = subprocess.run(
        [*PYTHON, "uses"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stderr.endswith("AttributeError: module 'os' has no attribute 'fork'\n")
