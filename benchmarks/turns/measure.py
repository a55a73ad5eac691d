"""Runs the rounds: every server in turn, so that a noisy machine is noisy for all alike."""

from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.harness.command import say
from benchmarks.harness.cores import Cores
from benchmarks.harness.load import connected
from benchmarks.harness.processes import Server
from benchmarks.harness.samples import Sample, blaming, sample, warm_up
from benchmarks.harness.usage import resident_bytes, settle

from .connection import Connection
from .probe import probe
from .servers import SERVERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run: `seconds` for one measurement; `idle` connections for the memory, or 0."""

    servers: tuple[str, ...]
    connections: tuple[int, ...]
    rounds: int
    seconds: float
    idle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleSample:
    """Bytes by which one fresh server grew for each idle connection."""

    server: str
    round: int
    bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All samples, and the bytes of one turn's packets by server."""

    turns: tuple[Sample, ...]
    idle: tuple[IdleSample, ...]
    turn_bytes: dict[str, int]


def run(plan: Plan, cores: Cores | None) -> Results:
    """Run the whole plan; errors name the server that they are about."""
    SERVERS.check(plan.servers)
    idle = _memory(plan, cores) if plan.idle else []
    turn_bytes: dict[str, int] = {}
    samples = []
    with ExitStack() as stack:
        servers = [stack.enter_context(SERVERS.started(name, cores)) for name in plan.servers]
        for server in servers:
            turn_bytes[server.name] = _warm_up(server, plan.seconds)
        for count in plan.connections:
            for round_ in range(1, plan.rounds + 1):
                say("turns", f"{count} connections, round {round_} of {plan.rounds}")
                samples += [
                    sample(Connection, each, count, round_, plan.seconds) for each in servers
                ]
    return Results(turns=tuple(samples), idle=tuple(idle), turn_bytes=turn_bytes)


def _memory(plan: Plan, cores: Cores | None) -> list[IdleSample]:
    samples = []
    for round_ in range(1, plan.rounds + 1):
        say("turns", f"{plan.idle} idle connections, round {round_} of {plan.rounds}")
        for name in plan.servers:
            # A fresh process: one that had many connections holds free memory for the next ones.
            with SERVERS.started(name, cores) as server:
                grown = _growth(server, plan.idle)
            samples.append(IdleSample(server=name, round=round_, bytes=grown / plan.idle))
    return samples


def _growth(server: Server, count: int) -> int:
    with blaming(server, f"{count} idle connections"):
        # One connection first, so that lazy imports and first-time tables are not counted.
        with connected(Connection, server.port, 1) as (connection,):
            probe(connection)
        settle(server.pid)
        before = resident_bytes(server.pid)
        with connected(Connection, server.port, count):
            settle(server.pid)
            return resident_bytes(server.pid) - before


def _warm_up(server: Server, seconds: float) -> int:
    with blaming(server, "warm-up"):
        with connected(Connection, server.port, 1) as (connection,):
            size = probe(connection)
        warm_up(Connection, server, seconds)
    return size
