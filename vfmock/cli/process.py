"""Runs a command of the user while the server runs: in its own process group, with a time limit."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from vfmock.errors import VfmockError, nearest

GRACE = 2.0
"""Seconds that a command has to end when it is told to. Then it is killed."""

STDERR = 2


class CommandError(VfmockError):
    """The command can't be started."""


def find(name: str) -> None:
    """Check that the command exists.

    Raises:
        CommandError: it does not exist; the message names the nearest one.
    """
    if shutil.which(name) is not None:
        return
    path = Path(name)
    if path.exists():
        what = "a folder" if path.is_dir() else "not executable"
        raise CommandError(f"can't start {name!r}: it is {what}")
    folders = [str(path.parent)] if path.name != name else os.get_exec_path()
    near = nearest(path.name, _programs(folders))
    hint = f", did you mean {near!r}?" if near else ""
    raise CommandError(f"can't start {name!r}: no such command{hint}")


def _programs(folders: Sequence[str]) -> list[str]:
    found = []
    for folder in folders:
        with suppress(OSError):
            found += os.listdir(folder)
    return found


async def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    seconds: float,
    interrupted: asyncio.Event,
) -> int | None:
    """Run a command to its end, and return its exit code; below 0 it is a signal.

    ``None``: it did not end within ``seconds``, or ``interrupted`` was set, and it was
    ended. Its output goes to standard error, because only the report is on standard output.
    Processes that it started and left behind end with it, except on Windows.

    Raises:
        CommandError: it can't be started.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command, env=dict(environment), stdout=STDERR, start_new_session=True
        )
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        raise CommandError(f"can't start {command[0]!r}: {problem}") from None
    ended = asyncio.ensure_future(process.wait())
    stopped = asyncio.ensure_future(interrupted.wait())
    try:
        await asyncio.wait((ended, stopped), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return ended.result() if ended.done() else None
    finally:
        stopped.cancel()
        await _end(process, ended)


async def _end(process: asyncio.subprocess.Process, ended: asyncio.Future[int]) -> None:
    """End what is left of a command, if need be after its grace."""
    if not hasattr(os, "killpg"):  # Windows has no groups of processes, and no signal to ask
        with suppress(ProcessLookupError):
            process.kill()
        await ended
        return
    _signal(process.pid, signal.SIGTERM)
    await asyncio.wait((ended,), timeout=GRACE)
    _signal(process.pid, signal.SIGKILL)
    await ended


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
