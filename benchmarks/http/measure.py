"""Runs the rounds: every call on every server in turn, so that noise hits all alike."""

from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.harness.command import say
from benchmarks.harness.cores import Cores
from benchmarks.harness.load import connected
from benchmarks.harness.processes import Server
from benchmarks.harness.samples import Sample, blaming, sample, warm_up

from .connection import CALLS
from .probe import probe
from .servers import SERVERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run: `seconds` for one measurement."""

    calls: tuple[str, ...]
    servers: tuple[str, ...]
    connections: tuple[int, ...]
    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """By call: all samples, and the bytes of one answer's body by server."""

    samples: dict[str, list[Sample]]
    body_bytes: dict[str, dict[str, int]]


def run(plan: Plan, cores: Cores | None) -> Results:
    """Run the whole plan; errors name the server that they are about."""
    SERVERS.check(plan.servers)
    samples: dict[str, list[Sample]] = {call: [] for call in plan.calls}
    with ExitStack() as stack:
        servers = [stack.enter_context(SERVERS.started(name, cores)) for name in plan.servers]
        body_bytes = {
            call: {each.name: _warm_up(call, each, plan.seconds) for each in servers}
            for call in plan.calls
        }
        for count in plan.connections:
            for round_ in range(1, plan.rounds + 1):
                say("http", f"{count} connections, round {round_} of {plan.rounds}")
                for call in plan.calls:
                    samples[call] += [
                        sample(CALLS[call], each, count, round_, plan.seconds) for each in servers
                    ]
    return Results(samples=samples, body_bytes=body_bytes)


def _warm_up(call: str, server: Server, seconds: float) -> int:
    with blaming(server, f"warm-up of {call}"):
        with connected(CALLS[call], server.port, 1) as (connection,):
            size = probe(connection)
        warm_up(CALLS[call], server, seconds)
    return size
