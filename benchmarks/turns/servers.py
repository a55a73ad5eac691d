"""The servers of the benchmark, each a process of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import interrupts
from .cores import Cores, on_server_core
from .errors import ServerError

HERE = Path(__file__).parent
URL = re.compile(r"http://[\w.]+:(\d+)")
START_SECONDS = 30.0
STOP_SECONDS = 10.0
INSTALL_SECONDS = 300.0


def _vfmock() -> list[str]:
    # The one of this interpreter's environment, not whichever is first on PATH.
    command = shutil.which("vfmock", path=sysconfig.get_path("scripts"))
    if command is None:
        raise ServerError(
            "vfmock has no command in this environment: install the project, "
            "or leave it out with --servers node"
        )
    return _serve(command)


def _serve(command: str) -> list[str]:
    return [command, "serve", str(HERE / "scenario.yaml"), "--port", "0"]


def _python() -> list[str]:
    return [sys.executable, str(HERE / "bare_server.py")]


def _node() -> list[str]:
    node = _tool("node")
    # npm writes this file last, so an installation that was broken off is done again.
    if not (HERE / "node_modules" / ".package-lock.json").exists():
        _install()
    # What PATH has may be a wrapper, whose own CPU time says nothing.
    real = subprocess.run([node, "-p", "process.execPath"], capture_output=True, text=True)
    return [real.stdout.strip() or node, str(HERE / "bare_server.mjs")]


BASELINE = "python"
SERVERS: dict[str, Callable[[], list[str]]] = {
    BASELINE: _python,
    "node": _node,
    "vfmock": _vfmock,
}
"""Name of each server and the maker of its command, in the order in which they are played."""


OTHER = "other"
"""Name of the vfmock of another environment, which is compared with this one's."""


def add_other(command: str) -> None:
    """Play another ``vfmock`` too, last of all: that of an older commit, for instance."""
    SERVERS[OTHER] = lambda: _serve(command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that listens on 127.0.0.1."""

    name: str
    pid: int
    port: int


def check(names: Iterable[str]) -> None:
    """Install what a server needs; raise `ServerError` for one that cannot run here."""
    for name in names:
        SERVERS[name]()


@contextmanager
def started(name: str, cores: Cores | None) -> Iterator[Server]:
    """Start the server `name`, wait until it prints its URL, and stop it at the end."""
    command = SERVERS[name]()
    # A file and not a pipe: a server that logs every turn would fill a pipe and stop.
    with (
        tempfile.TemporaryFile("w+") as output,
        _process(command, output, cores) as process,
    ):
        port = _wait_for_port(name, process, output)
        yield Server(name=name, pid=process.pid, port=port)


@contextmanager
def _process(
    command: list[str], output: IO[str], cores: Cores | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    process = None
    try:
        with interrupts.held(), on_server_core(cores):
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=HERE,
                # The URL must come out at once, and without colours.
                env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
                # A group of its own: Ctrl-C reaches it through `_stop` alone, with its children.
                start_new_session=True,
            )
        yield process
    finally:
        if process is not None:
            with interrupts.held():
                _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        # Where nobody is left in the group; macOS says that with PermissionError.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        try:
            process.wait(STOP_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue


def _wait_for_port(name: str, process: subprocess.Popen[bytes], output: IO[str]) -> int:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        ended = process.poll() is not None
        said = _said(output)
        if ended:
            raise ServerError(f"{name} ended with code {process.returncode}:\n{said}")
        match = URL.search(said)
        # The line must be whole, lest the port be cut.
        if match is not None and "\n" in said[match.end() :]:
            return int(match[1])
        time.sleep(0.02)
    raise ServerError(f"{name} printed no URL in {START_SECONDS:.0f} s:\n{_said(output)}")


def _said(output: IO[str]) -> str:
    # The child writes at the offset that it shares with this descriptor; pread leaves it alone.
    return os.pread(output.fileno(), 65536, 0).decode("utf-8", "replace")


def _install() -> None:
    command = [_tool("npm"), "ci", "--no-audit", "--no-fund"]
    print("turns: npm ci", file=sys.stderr)
    with tempfile.TemporaryFile("w+") as output:
        with _process(command, output) as process:
            try:
                code = process.wait(INSTALL_SECONDS)
            except subprocess.TimeoutExpired as error:
                raise ServerError(f"npm ci took over {INSTALL_SECONDS:.0f} s") from error
        if code:
            raise ServerError(f"npm ci ended with code {code}:\n{_said(output)}")


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise ServerError(f"{name} is not on PATH: install Node.js, or leave it out with --servers")
    return path
