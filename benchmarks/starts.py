"""How long programs take to start: ``python -m benchmarks.starts``.

Each figure is the time of a fresh process, in milliseconds, and its ratio to a baseline of the same
round: the median over the rounds, with the least and the greatest.

- ``serve``: until the server has printed its URL, beside Node's and python-socketio's servers.
- ``help``: ``vfmock --help``, beside an interpreter that does nothing.
- ``first test``: what the first test with the fixture costs: importing vfmock, starting a server,
  beside importing python-socketio and aiohttp and starting a server with them.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from benchmarks.harness import processes
from benchmarks.harness.command import carry_out, say
from benchmarks.harness.cores import Cores
from benchmarks.harness.environment import environment
from benchmarks.harness.errors import ServerError
from benchmarks.harness.options import whole
from benchmarks.harness.spread import Spread, align, ratio, spread
from benchmarks.turns.servers import SERVERS

BARE = """
import time; begin = time.perf_counter()
import asyncio, aiohttp, socketio
from aiohttp import web
async def main():
    server, app = socketio.AsyncServer(async_mode="aiohttp"), web.Application()
    server.attach(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print((time.perf_counter() - begin) * 1000)
    await runner.cleanup()
asyncio.run(main())
"""

FIRST = """
import time; begin = time.perf_counter()
from vfmock import MockServer
with MockServer():
    print((time.perf_counter() - begin) * 1000)
"""

URL = re.compile(r"http://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What is measured: the measurement of vfmock, and the baselines by their names."""

    name: str
    own: Callable[[], float]
    bases: dict[str, Callable[[], float]]


def listening(command: list[str]) -> float:
    """The milliseconds until a server has printed its URL."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if URL.search(line):
                    return (time.perf_counter() - begin) * 1000
        finally:
            process.terminate()
    raise ServerError(f"{command[0]} ended with code {process.returncode} before it listened")


def ended(command: list[str]) -> float:
    """The milliseconds until a program has ended."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1000


def told(program: str) -> float:
    """The milliseconds that a program prints."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return float(done.stdout)


def figures() -> list[Figure]:
    """Everything that is measured."""
    servers = {name: make() for name, make in SERVERS.items()}
    return [
        Figure(
            name="serve",
            own=lambda: listening(servers["vfmock"]),
            bases={
                "node": lambda: listening(servers["node"]),
                "python": lambda: listening(servers["python"]),
            },
        ),
        Figure(
            name="help",
            own=lambda: ended([processes.vfmock(), "--help"]),
            bases={"interpreter": lambda: ended([sys.executable, "-c", "pass"])},
        ),
        Figure(
            name="first test", own=lambda: told(FIRST), bases={"bare server": lambda: told(BARE)}
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure beside one of its baselines, in milliseconds."""

    figure: str
    own: Spread
    base_name: str
    base: Spread
    ratio: Spread


def run(rounds: int) -> list[Row]:
    """Measure everything; a round takes each program once."""
    rows: list[Row] = []
    for figure in figures():
        own: list[float] = []
        bases: dict[str, list[float]] = {name: [] for name in figure.bases}
        for number in range(1, rounds + 1):
            say("starts", f"{figure.name}, round {number} of {rounds}")
            own.append(figure.own())
            for name, measure in figure.bases.items():
                bases[name].append(measure())
        rows += [
            Row(
                figure=figure.name,
                own=spread(own),
                base_name=name,
                base=spread(base),
                ratio=ratio(own, base, "time"),
            )
            for name, base in bases.items()
        ]
    return rows


def table(rows: list[Row]) -> str:
    """Write the rows for a person to read."""
    head = ("figure", "ratio", "vfmock ms", "beside", "its ms")
    lines = [
        (row.figure, row.ratio.show(), row.own.show(1, 0), row.base_name, row.base.show(1, 0))
        for row in rows
    ]
    return align([head, *lines])


def main() -> int:
    """Measure, and print the table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.starts")
    parser.add_argument("--rounds", type=whole(1), default=9, help="(default: 9)")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    given = parser.parse_args()

    def work(cores: Cores | None) -> None:
        rows = run(given.rounds)
        if given.json:
            told = {
                "environment": environment(cores, "python-socketio", "aiohttp"),
                "rows": [asdict(row) for row in rows],
            }
            print(json.dumps(told, indent=2))
        else:
            print(table(rows))

    return carry_out("starts", 0, work)


if __name__ == "__main__":
    raise SystemExit(main())
