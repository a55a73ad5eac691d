"""Many clients at once: ``python -m benchmarks.crowd``.

For each number of clients, against a fresh ``vfmock serve``: each client makes a session and plays
a turn. Then all of them are cut off at once, and the server is told to end (SIGTERM).

- ``turn``: the CPU of a turn, and its ratio to that with the fewest clients. It should stay flat.
- ``leave``: the CPU of letting a client go, and its ratio likewise.
- ``end``: the seconds from SIGTERM to the end of the process. A server has its grace period (5 s by
  default; here 0) and 2 s.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from benchmarks.harness import processes
from benchmarks.harness.command import carry_out, say
from benchmarks.harness.cores import Cores
from benchmarks.harness.environment import environment
from benchmarks.harness.errors import BenchmarkError
from benchmarks.harness.load import play
from benchmarks.harness.options import list_of, whole
from benchmarks.harness.spread import align
from benchmarks.harness.usage import cpu_seconds, settle
from benchmarks.turns.connection import Connection
from benchmarks.turns.servers import SCENARIO

TURNS = 2
"""Turns of each client. The first one makes what is made once."""

LONGEST_END = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What a number of clients cost: seconds of CPU for each, and seconds until the end."""

    clients: int
    turn: float
    leave: float
    end: float


def crowd(count: int, cores: Cores | None) -> Crowd:
    """Let so many clients come, play and leave."""
    command = [processes.vfmock(), "serve", str(SCENARIO), "--port", "0", "--restart-grace", "0s"]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as output,
        processes.running(command, output, cores=cores) as process,
    ):
        port = processes.wait_for_port("vfmock", process, output)
        clients: list[Connection] = []
        with ExitStack() as stack:
            for index in range(count):
                client = stack.enter_context(Connection(port, f"user-{index}"))
                client.connect()
                clients.append(client)
            for _ in range(TURNS - 1):
                play(clients, 0)
            settle(process.pid)
            before = cpu_seconds(process.pid)
            play(clients, 0)
            settle(process.pid)
            turn = (cpu_seconds(process.pid) - before) / count
            before = cpu_seconds(process.pid)
        settle(process.pid, LONGEST_END)
        leave = (cpu_seconds(process.pid) - before) / count
        begin = time.perf_counter()
        os.kill(process.pid, signal.SIGTERM)
        if process.wait(LONGEST_END):
            raise BenchmarkError(f"the server ended with code {process.returncode}")
        end = time.perf_counter() - begin
    return Crowd(clients=count, turn=turn, leave=leave, end=end)


def table(crowds: list[Crowd]) -> str:
    """Write the crowds for a person to read, with ratios to the smallest one."""
    least = crowds[0]
    head = ("clients", "turn µs", "ratio", "leave µs", "ratio", "end s")
    lines = [
        (
            f"{one.clients:,}",
            f"{one.turn * 1e6:.0f}",
            f"{one.turn / least.turn:.2f}",
            f"{one.leave * 1e6:.0f}",
            f"{one.leave / least.leave:.2f}" if least.leave else "-",
            f"{one.end:.1f}",
        )
        for one in crowds
    ]
    return align([head, *lines])


def main() -> int:
    """Measure, and print the table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crowd")
    parser.add_argument(
        "--clients",
        type=list_of(whole(1)),
        default=[1000, 10_000],
        metavar="N,N",
        help="numbers of clients (default: 1000,10000)",
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    given = parser.parse_args()

    def work(cores: Cores | None) -> None:
        crowds: list[Crowd] = []
        for count in given.clients:
            say("crowd", f"{count} clients")
            crowds.append(crowd(count, cores))
        if given.json:
            told = {
                "environment": environment(cores, "aiohttp"),
                "crowds": [asdict(one) for one in crowds],
            }
            print(json.dumps(told, indent=2))
        else:
            print(table(crowds))

    return carry_out("crowd", max(given.clients), work)


if __name__ == "__main__":
    raise SystemExit(main())
