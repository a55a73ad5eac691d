"""Turns samples into a table and JSON."""

from dataclasses import asdict, dataclass

from benchmarks.harness.cores import Cores
from benchmarks.harness.environment import environment
from benchmarks.harness.rows import Row, summary
from benchmarks.harness.rows import warnings as warnings_of
from benchmarks.harness.servers import BASELINE
from benchmarks.harness.spread import Spread, align, ratio, spread

from .measure import Plan, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleRow:
    """Bytes of an idle connection on one server, and the ratio to the baseline."""

    server: str
    bytes: Spread
    ratio: Spread


def rows(plan: Plan, results: Results) -> list[Row]:
    """Summarise the turns, in the order of the plan."""
    return [
        summary(name, count, BASELINE, results.turns)
        for count in plan.connections
        for name in plan.servers
    ]


def idle_rows(plan: Plan, results: Results) -> list[IdleRow]:
    """Summarise the memory; empty where it was not measured."""
    if not results.idle:
        return []
    sizes = {
        name: [each.bytes for each in results.idle if each.server == name] for name in plan.servers
    }
    return [
        IdleRow(server=name, bytes=spread(own), ratio=ratio(own, sizes[BASELINE], "memory"))
        for name, own in sizes.items()
    ]


def table(plan: Plan, results: Results) -> str:
    """Write everything for a person to read; times in microseconds, memory in kB."""
    head = ("connections", "server", "time ratio", "CPU ratio", "time µs", "CPU µs", "generator")
    lines = [
        (
            str(row.connections),
            row.server,
            row.wall_ratio.show(),
            row.cpu_ratio.show(),
            row.wall.show(1e6, 0),
            row.cpu.show(1e6, 0),
            row.generator,
        )
        for row in rows(plan, results)
    ]
    parts = [align([head, *lines])]
    idle = idle_rows(plan, results)
    if idle:
        body = [(row.server, row.ratio.show(), row.bytes.show(1e-3, 1)) for row in idle]
        parts.append(align([("idle connection", "memory ratio", "kB"), *body]))
    sizes = ", ".join(f"{name} {size:,}" for name, size in results.turn_bytes.items())
    parts.append(f"bytes of a turn's packets: {sizes}")
    return "\n\n".join(parts)


def warnings(plan: Plan, results: Results) -> list[str]:
    """Name every row whose time says more about the generator than about the server."""
    return warnings_of(rows(plan, results))


def document(plan: Plan, results: Results, cores: Cores | None) -> dict[str, object]:
    """Return everything, single samples included, ready for JSON."""
    return {
        "plan": asdict(plan),
        "environment": environment(cores, "python-socketio", "aiohttp"),
        "turns": [asdict(row) for row in rows(plan, results)],
        "idle": [asdict(row) for row in idle_rows(plan, results)],
        "turn_bytes": results.turn_bytes,
        "warnings": warnings(plan, results),
        "samples": [asdict(sample) for sample in results.turns],
        "idle_samples": [asdict(sample) for sample in results.idle],
    }
