"""Turns samples into a table and JSON, with ratios against both bare servers."""

from dataclasses import asdict, dataclass

from benchmarks.harness.cores import Cores
from benchmarks.harness.environment import environment
from benchmarks.harness.rows import Row, summary
from benchmarks.harness.rows import warnings as warnings_of
from benchmarks.harness.servers import BASELINE, NODE
from benchmarks.harness.spread import align

from .measure import Plan, Results

HEAD = (
    "call",
    "connections",
    "server",
    "CPU to python",
    "CPU to node",
    "time to python",
    "time to node",
    "CPU µs",
    "time µs",
    "generator",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One server at one number of connections, beside each bare server that ran."""

    call: str
    to_python: Row
    to_node: Row | None


def rows(plan: Plan, results: Results) -> list[CallRow]:
    """Summarise the turns, in the order of the plan."""
    return [
        CallRow(
            call=call,
            to_python=summary(name, count, BASELINE, results.samples[call]),
            to_node=summary(name, count, NODE, results.samples[call])
            if NODE in plan.servers
            else None,
        )
        for call in plan.calls
        for count in plan.connections
        for name in plan.servers
    ]


def table(plan: Plan, results: Results) -> str:
    """Write everything for a person to read; times in microseconds."""
    sizes = [
        f"bytes of the body of {call}: "
        + ", ".join(f"{name} {size:,}" for name, size in results.body_bytes[call].items())
        for call in plan.calls
    ]
    lines = align([HEAD, *(_line(row) for row in rows(plan, results))])
    return "\n\n".join([lines, "\n".join(sizes)])


def warnings(plan: Plan, results: Results) -> list[str]:
    """Name every row whose time says more about the generator than about the server."""
    return [
        f"{row.call}: {text}"
        for row in rows(plan, results)
        for text in warnings_of([row.to_python])
    ]


def document(plan: Plan, results: Results, cores: Cores | None) -> dict[str, object]:
    """Return everything, single samples included, ready for JSON."""
    return {
        "plan": asdict(plan),
        "environment": environment(cores, "aiohttp"),
        "rows": [asdict(row) for row in rows(plan, results)],
        "body_bytes": results.body_bytes,
        "warnings": warnings(plan, results),
        "samples": {
            call: [asdict(sample) for sample in samples]
            for call, samples in results.samples.items()
        },
    }


def _line(row: CallRow) -> tuple[str, ...]:
    own, to_node = row.to_python, row.to_node
    return (
        row.call,
        str(own.connections),
        own.server,
        own.cpu_ratio.show(),
        "–" if to_node is None else to_node.cpu_ratio.show(),
        own.wall_ratio.show(),
        "–" if to_node is None else to_node.wall_ratio.show(),
        own.cpu.show(1e6, 0),
        own.wall.show(1e6, 0),
        own.generator,
    )
