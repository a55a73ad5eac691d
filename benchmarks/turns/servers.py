"""The servers of the benchmark, and the commands that start them."""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.harness import processes
from benchmarks.harness.command import say
from benchmarks.harness.errors import ServerError
from benchmarks.harness.servers import Servers

HERE = Path(__file__).parent
SCENARIO = HERE / "scenario.yaml"
INSTALL_SECONDS = 300.0


def _python() -> list[str]:
    return [sys.executable, str(HERE / "bare_server.py")]


def _node() -> list[str]:
    node = processes.node()
    # npm writes this file last, so an installation that was broken off is done again.
    if not (HERE / "node_modules" / ".package-lock.json").exists():
        _install()
    return [node, str(HERE / "bare_server.mjs")]


def _install() -> None:
    command = [processes.tool("npm"), "ci", "--no-audit", "--no-fund"]
    say("turns", "npm ci")
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        with processes.running(command, output, folder=HERE) as process:
            try:
                code = process.wait(INSTALL_SECONDS)
            except subprocess.TimeoutExpired as error:
                raise ServerError(f"npm ci took over {INSTALL_SECONDS:.0f} s") from error
        if code:
            raise ServerError(f"npm ci ended with code {code}:\n{processes.said(output)}")


SERVERS = Servers(python=_python, node=_node, scenario=SCENARIO)
