"""CPU time and memory of another process: from /proc where it is, else from `ps`."""

import os
import re
import subprocess
import time
from pathlib import Path

from .errors import ServerError

PROC = Path("/proc")
HAS_PROC = (PROC / "self" / "stat").exists()
QUIET = 0.011
"""CPU seconds in one look below which a process counts as idle: one tick of the kernel's clock."""


def cpu_seconds(pid: int) -> float:
    """Return user and system time of all threads, in steps of 0.01 s."""
    if HAS_PROC:
        # The name in field 2 may hold spaces and brackets, so count from its last bracket.
        fields = _read(pid, "stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return parse_ps_time(_ps(pid, "time"))


def resident_bytes(pid: int) -> int:
    """Return the resident set size in bytes."""
    if HAS_PROC:
        return int(_read(pid, "statm").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return int(_ps(pid, "rss")) * 1024


def settle(pid: int, longest: float = 5.0) -> None:
    """Wait until the process is idle, `longest` seconds at most.

    Closing hundreds of connections keeps a server busy after the fact, which would be charged to
    the next measurement, and on a shared core to the next server.
    """
    deadline = time.monotonic() + longest
    before = cpu_seconds(pid)
    while time.monotonic() < deadline:
        time.sleep(0.1)
        now = cpu_seconds(pid)
        if now - before < QUIET:
            return
        before = now


def parse_ps_time(text: str) -> float:
    """Return the seconds in `[[days-]hours:]minutes:seconds[.hundredths]`, as `ps` prints it."""
    match = re.fullmatch(r"(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:[.,]\d+)?)", text.strip())
    if match is None:
        raise ServerError(f"ps printed the time {text!r}, wanted minutes:seconds")
    days, hours, minutes, seconds = match.groups(default="0")
    whole = (int(days) * 24 + int(hours)) * 60 + int(minutes)
    return whole * 60 + float(seconds.replace(",", "."))


def _read(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_text("ascii", "replace")
    except (FileNotFoundError, ProcessLookupError) as error:
        raise ServerError(f"process {pid} is gone") from error


def _ps(pid: int, column: str) -> str:
    done = subprocess.run(
        ["ps", "-o", f"{column}=", "-p", str(pid)],
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    if done.returncode:
        raise ServerError(f"process {pid} is gone")
    return done.stdout.strip()
