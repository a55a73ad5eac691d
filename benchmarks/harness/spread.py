"""Medians over the rounds, and text in columns."""

import statistics
from dataclasses import dataclass

from .errors import BenchmarkError


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


def spread(values: list[float]) -> Spread:
    """Summarise the values of all rounds."""
    return Spread(median=statistics.median(values), min=min(values), max=max(values))


def ratio(own: list[float], base: list[float], what: str) -> Spread:
    """Divide round by round: both values of a pair saw the same noise."""
    if min(base) <= 0:
        raise BenchmarkError(f"the baseline's {what} is too small to see: measure more or longer")
    return spread([mine / its for mine, its in zip(own, base, strict=True)])


def align(lines: list[tuple[str, ...]]) -> str:
    """Write lines with their cells in columns."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
