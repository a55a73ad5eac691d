"""Turns samples into medians, ratios against the baseline, a table and JSON."""

import platform
import statistics
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version

from .cores import Cores
from .errors import BenchmarkError
from .measure import Plan, Results, TurnSample
from .servers import BASELINE

BUSY = 0.7
"""Share of the time above which the generator, and not the server, sets the time of a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A median over the rounds with the least and the greatest."""

    median: float
    min: float
    max: float

    def show(self, scale: float = 1, digits: int = 2) -> str:
        """Write it as `median (min–max)`, each times `scale`."""
        low, middle, high = (
            f"{each * scale:,.{digits}f}" for each in (self.min, self.median, self.max)
        )
        return f"{middle} ({low}–{high})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One server at one number of connections; times in seconds a turn, ratios to the baseline."""

    server: str
    connections: int
    wall: Spread
    wall_ratio: Spread
    cpu: Spread
    cpu_ratio: Spread
    generator_cpu: Spread
    generator_share: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleRow:
    """Bytes of an idle connection on one server, and the ratio to the baseline."""

    server: str
    bytes: Spread
    ratio: Spread


def rows(plan: Plan, results: Results) -> list[Row]:
    """Summarise the turns, in the order of the plan."""
    return [_row(name, count, results.turns) for count in plan.connections for name in plan.servers]


def idle_rows(plan: Plan, results: Results) -> list[IdleRow]:
    """Summarise the memory; empty where it was not measured."""
    if not results.idle:
        return []
    sizes = {
        name: [each.bytes for each in results.idle if each.server == name] for name in plan.servers
    }
    return [
        IdleRow(server=name, bytes=_spread(own), ratio=_ratio(own, sizes[BASELINE], "memory"))
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
            f"{row.generator_cpu.median * 1e6:.0f} µs, {row.generator_share.median:.0%}",
        )
        for row in rows(plan, results)
    ]
    parts = [_align([head, *lines])]
    idle = idle_rows(plan, results)
    if idle:
        body = [(row.server, row.ratio.show(), row.bytes.show(1e-3, 1)) for row in idle]
        parts.append(_align([("idle connection", "memory ratio", "kB"), *body]))
    sizes = ", ".join(f"{name} {size:,}" for name, size in results.turn_bytes.items())
    parts.append(f"bytes of a turn's packets: {sizes}")
    return "\n\n".join(parts)


def warnings(plan: Plan, results: Results) -> list[str]:
    """Name every row whose time says more about the generator than about the server."""
    return [
        f"the generator ran {row.generator_share.median:.0%} of the time against {row.server} at "
        f"{row.connections} connections: the time of a turn is a bound, the CPU still holds"
        for row in rows(plan, results)
        if row.generator_share.median > BUSY
    ]


def document(plan: Plan, results: Results, cores: Cores | None) -> dict[str, object]:
    """Return everything, single samples included, ready for JSON."""
    return {
        "plan": asdict(plan),
        "environment": {
            "system": platform.system(),
            "machine": platform.machine(),
            "python": platform.python_version(),
            "python-socketio": version("python-socketio"),
            "aiohttp": version("aiohttp"),
            "pinned": cores is not None,
        },
        "turns": [asdict(row) for row in rows(plan, results)],
        "idle": [asdict(row) for row in idle_rows(plan, results)],
        "turn_bytes": results.turn_bytes,
        "warnings": warnings(plan, results),
        "samples": [asdict(sample) for sample in results.turns],
        "idle_samples": [asdict(sample) for sample in results.idle],
    }


def _row(server: str, count: int, samples: Iterable[TurnSample]) -> Row:
    here = [each for each in samples if each.connections == count]
    own = [each for each in here if each.server == server]
    base = [each for each in here if each.server == BASELINE]

    def values(get: Callable[[TurnSample], float]) -> Spread:
        return _spread([get(each) for each in own])

    def ratio(get: Callable[[TurnSample], float], what: str) -> Spread:
        return _ratio([get(each) for each in own], [get(each) for each in base], what)

    return Row(
        server=server,
        connections=count,
        wall=values(lambda each: each.wall),
        wall_ratio=ratio(lambda each: each.wall, "time"),
        cpu=values(lambda each: each.cpu),
        cpu_ratio=ratio(lambda each: each.cpu, "CPU time"),
        generator_cpu=values(lambda each: each.generator_cpu),
        generator_share=values(lambda each: each.generator_share),
    )


def _ratio(own: list[float], base: list[float], what: str) -> Spread:
    # Round by round: both values of a pair saw the same noise.
    if min(base) <= 0:
        raise BenchmarkError(f"the baseline's {what} is too small to see: measure more or longer")
    return _spread([mine / its for mine, its in zip(own, base, strict=True)])


def _spread(values: list[float]) -> Spread:
    return Spread(median=statistics.median(values), min=min(values), max=max(values))


def _align(lines: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
