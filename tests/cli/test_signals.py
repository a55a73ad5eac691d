"""Signals end a command, also one that is busy for ever."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.program import PATIENCE

BUSY = """
import asyncio, re, sys
from vfmock.cli import signals

signals.PATIENCE = 0

async def main():
    with signals.handled(print):
        print("ready", flush=True)
        {busy}

asyncio.run(main())
"""


@pytest.mark.parametrize(
    "busy", ["[None for _ in iter(int, 1)]", r"re.search('(a+)+$', 'a' * 60 + '!')"]
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_second_signal_ends_what_does_not_take_the_first(
    busy: str, number: signal.Signals
) -> None:
    """Also inside a search of ``re``, which is not Python code."""
    command = [sys.executable, "-c", BUSY.format(busy=busy)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            process.send_signal(number)
        process.kill()
        assert process.wait() == -number


IDLE = """
import asyncio, signal
from vfmock.cli.signals import handled

async def main():
    came = asyncio.Queue()
    before = signal.getsignal(signal.SIGTERM)
    with handled(came.put_nowait):
        for _ in range(3):
            signal.raise_signal(signal.SIGTERM)
            assert await came.get() == signal.SIGTERM
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        assert [await came.get(), await came.get()] == [signal.SIGTERM] * 2
    assert signal.getsignal(signal.SIGTERM) is before

asyncio.run(main())
"""


def test_each_signal_arrives_and_two_at_once_end_nothing(tmp_path: Path) -> None:
    """A terminal and a process manager may both send the same signal."""
    done = subprocess.run(
        [sys.executable, "-c", IDLE], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
