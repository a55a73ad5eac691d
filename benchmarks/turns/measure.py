"""Runs the rounds: every server in turn, so that a noisy machine is noisy for all alike."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass

from .cores import Cores
from .errors import BenchmarkError, LoadError
from .load import connected, play
from .probe import probe
from .servers import Server, check, started
from .usage import cpu_seconds, resident_bytes, settle

WARM_UP_CONNECTIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run: `seconds` for one measurement; `idle` connections for the memory, or 0."""

    servers: tuple[str, ...]
    connections: tuple[int, ...]
    rounds: int
    seconds: float
    idle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSample:
    """One server in one round. All times are seconds a turn, except `generator_share`.

    `wall` is the time passed divided by the turns of all connections together;
    `generator_share` is the part of that time in which the generator itself ran, 0 to 1.
    """

    server: str
    connections: int
    round: int
    turns: int
    wall: float
    cpu: float
    generator_cpu: float
    generator_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleSample:
    """Bytes by which one fresh server grew for each idle connection."""

    server: str
    round: int
    bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All samples, and the bytes of one turn's packets by server."""

    turns: tuple[TurnSample, ...]
    idle: tuple[IdleSample, ...]
    turn_bytes: dict[str, int]


def run(plan: Plan, cores: Cores | None) -> Results:
    """Run the whole plan; errors name the server that they are about."""
    check(plan.servers)
    idle = _memory(plan, cores) if plan.idle else []
    turn_bytes: dict[str, int] = {}
    samples = []
    with ExitStack() as stack:
        servers = [stack.enter_context(started(name, cores)) for name in plan.servers]
        for server in servers:
            turn_bytes[server.name] = _warm_up(server, plan.seconds)
        for count in plan.connections:
            for round_ in range(1, plan.rounds + 1):
                _say(f"{count} connections, round {round_} of {plan.rounds}")
                samples += [_turns(each, count, round_, plan.seconds) for each in servers]
    return Results(turns=tuple(samples), idle=tuple(idle), turn_bytes=turn_bytes)


def _memory(plan: Plan, cores: Cores | None) -> list[IdleSample]:
    samples = []
    for round_ in range(1, plan.rounds + 1):
        _say(f"{plan.idle} idle connections, round {round_} of {plan.rounds}")
        for name in plan.servers:
            # A fresh process: one that had many connections holds free memory for the next ones.
            with started(name, cores) as server:
                grown = _growth(server, plan.idle)
            samples.append(IdleSample(server=name, round=round_, bytes=grown / plan.idle))
    return samples


def _growth(server: Server, count: int) -> int:
    try:
        # One connection first, so that lazy imports and first-time tables are not counted.
        with connected(server.port, 1) as (connection,):
            probe(connection)
        settle(server.pid)
        before = resident_bytes(server.pid)
        with connected(server.port, count):
            settle(server.pid)
            return resident_bytes(server.pid) - before
    except (LoadError, OSError) as error:
        raise BenchmarkError(f"{server.name}, {count} idle connections: {error}") from error


def _warm_up(server: Server, seconds: float) -> int:
    try:
        with connected(server.port, 1) as (connection,):
            size = probe(connection)
        with connected(server.port, WARM_UP_CONNECTIONS) as connections:
            play(connections, seconds)
        settle(server.pid)
    except (LoadError, OSError) as error:
        raise BenchmarkError(f"{server.name}, warm-up: {error}") from error
    return size


def _turns(server: Server, count: int, round_: int, seconds: float) -> TurnSample:
    try:
        with connected(server.port, count) as connections:
            play(connections, 0)
            settle(server.pid)
            before = cpu_seconds(server.pid)
            played = play(connections, seconds)
            used = cpu_seconds(server.pid) - before
        settle(server.pid)
    except (LoadError, OSError) as error:
        raise BenchmarkError(f"{server.name}, {count} connections: {error}") from error
    return TurnSample(
        server=server.name,
        connections=count,
        round=round_,
        turns=played.turns,
        wall=played.wall / played.turns,
        cpu=used / played.turns,
        generator_cpu=played.own_cpu / played.turns,
        generator_share=played.own_cpu / played.wall,
    )


def _say(text: str) -> None:
    print(f"turns: {text}", file=sys.stderr, flush=True)
