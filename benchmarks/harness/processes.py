"""Servers, each a process of its own."""

import os
import re
import shutil
import signal
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import interrupts
from .cores import Cores, on_server_core
from .errors import ServerError

URL = re.compile(r"http://[\w.]+:(\d+)")
START_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that listens on 127.0.0.1."""

    name: str
    pid: int
    port: int


@contextmanager
def started(name: str, command: list[str], cores: Cores | None) -> Iterator[Server]:
    """Start a server, wait until it prints its URL, and stop it at the end."""
    # A file and not a pipe: a server that logs every turn would fill a pipe and stop.
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as output,
        running(command, output, cores=cores) as process,
    ):
        port = wait_for_port(name, process, output)
        yield Server(name=name, pid=process.pid, port=port)


def vfmock() -> str:
    """Return the command of this interpreter's environment, not whichever is first on PATH."""
    command = shutil.which("vfmock", path=sysconfig.get_path("scripts"))
    if command is None:
        raise ServerError(
            "vfmock has no command in this environment: install the project, "
            "or leave it out with --servers node"
        )
    return command


def node() -> str:
    """Return Node.js itself. What PATH has may be a wrapper, whose own CPU time says nothing."""
    command = tool("node")
    real = subprocess.run(
        [command, "-p", "process.execPath"], capture_output=True, encoding="utf-8"
    )
    return real.stdout.strip() or command


def tool(name: str) -> str:
    """Return the path of a program that comes with Node.js."""
    path = shutil.which(name)
    if path is None:
        raise ServerError(f"{name} is not on PATH: install Node.js, or leave it out with --servers")
    return path


@contextmanager
def running(
    command: list[str], output: IO[str], *, cores: Cores | None = None, folder: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command whose output goes to a file, and stop it at the end."""
    process = None
    try:
        with interrupts.held(), on_server_core(cores):
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
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


def said(output: IO[str]) -> str:
    """Read what a process has written so far."""
    # The child writes at the offset that it shares with this descriptor; pread leaves it alone.
    return os.pread(output.fileno(), 65536, 0).decode("utf-8", "replace")


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


def wait_for_port(name: str, process: subprocess.Popen[bytes], output: IO[str]) -> int:
    """Wait until a server has printed its URL, and return its port."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        ended = process.poll() is not None
        text = said(output)
        if ended:
            raise ServerError(f"{name} ended with code {process.returncode}:\n{text}")
        match = URL.search(text)
        # The line must be whole, lest the port be cut.
        if match is not None and "\n" in text[match.end() :]:
            return int(match[1])
        time.sleep(0.02)
    raise ServerError(f"{name} printed no URL in {START_SECONDS:.0f} s:\n{said(output)}")
