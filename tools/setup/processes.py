"""Starts processes in the environment of the checkout, and says what takes its time."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"

MISLEADING = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
"""Variables that send a virtual environment's Python to the packages of another one."""

ELSEWHERE = ("PIP_PREFIX", "PIP_ROOT", "PIP_TARGET")
"""Variables that send what pip installs to another place."""

FORGETFUL = ("PYTHONDONTWRITEBYTECODE",)
"""Variables with which each of the many processes of the tests would compile everything anew."""


class Failure(Exception):
    """Ends the run: with a message for a human, and an exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def environment() -> dict[str, str]:
    """Return the variables of a process in .venv, whatever this one was started from."""
    left_out = (*MISLEADING, *ELSEWHERE, *FORGETFUL)
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    return {**kept, "PATH": path, "VIRTUAL_ENV": str(VENV), "PIP_USER": "0"}


def run(command: list[str], directory: Path = ROOT, *, quiet: bool = False) -> int:
    """Run a command; return its exit code as a shell does, 127 if there is no such command."""
    output = subprocess.DEVNULL if quiet else None
    try:
        code = subprocess.call(
            command, cwd=directory, env=environment(), stdout=output, stderr=output
        )
    except OSError as error:
        if not quiet:
            say(str(error))
        return 127
    return code if code >= 0 else 128 - code


def attempt(command: list[str]) -> bool:
    """Run a command without a word and say whether it succeeded."""
    return run(command, quiet=True) == 0


def must(command: list[str], problem: str, directory: Path = ROOT) -> None:
    """Run a command and end everything, with its exit code, if it fails."""
    code = run(command, directory)
    if code:
        raise Failure(f"{problem} (exit code {code} from: {shlex.join(command)})", code)


def become(command: list[str]) -> None:
    """Replace this process, so that exit code and signals are the command's own."""
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        os.execve(command[0], command, environment())
    except OSError as error:
        raise Failure(f"can't start {command[0]}: {error.strerror}", 127) from None


def digest(*paths: Path) -> str:
    """Return a hash of the contents of files."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def say(message: str) -> None:
    """Tell the user what takes its time."""
    print(f"dev.py: {message}", file=sys.stderr, flush=True)


def pip_install(*arguments: str, problem: str) -> None:
    """Install with the pip of .venv."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install"]
    must([*pip, "--quiet", "--no-input", *arguments], problem)
