"""Turns samples into medians and ratios against a baseline."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .samples import Sample
from .spread import Spread, ratio, spread

BUSY = 0.7
"""Share of the time above which the generator, and not the server, sets the time of a turn."""


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

    @property
    def generator(self) -> str:
        """Write what the generator took."""
        return f"{self.generator_cpu.median * 1e6:.0f} µs, {self.generator_share.median:.0%}"


def summary(server: str, count: int, baseline: str, samples: Iterable[Sample]) -> Row:
    """Summarise one server at `count` connections."""
    here = [each for each in samples if each.connections == count]
    own = [each for each in here if each.server == server]
    base = [each for each in here if each.server == baseline]

    def values(get: Callable[[Sample], float]) -> Spread:
        return spread([get(each) for each in own])

    def to_base(get: Callable[[Sample], float], what: str) -> Spread:
        return ratio([get(each) for each in own], [get(each) for each in base], what)

    return Row(
        server=server,
        connections=count,
        wall=values(lambda each: each.wall),
        wall_ratio=to_base(lambda each: each.wall, "time"),
        cpu=values(lambda each: each.cpu),
        cpu_ratio=to_base(lambda each: each.cpu, "CPU time"),
        generator_cpu=values(lambda each: each.generator_cpu),
        generator_share=values(lambda each: each.generator_share),
    )


def warnings(rows: Sequence[Row]) -> list[str]:
    """Name every row whose time says more about the generator than about the server."""
    return [
        f"the generator ran {row.generator_share.median:.0%} of the time against {row.server} at "
        f"{row.connections} connections: the time of a turn is a bound, the CPU still holds"
        for row in rows
        if row.generator_share.median > BUSY
    ]
