"""Durations as people write them: seconds, or text such as ``500ms``, ``30s``, ``5m``, ``2h``."""

import math
import re

from vfmock.errors import VfmockError
from vfmock.types import Duration, DurationLike

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}

PATTERN = r"([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|d)?"
"""How a duration is written, without the spaces around it; a regex for JSON Schema too."""

_FORM = re.compile(PATTERN)

LONGEST = 20
"""Characters: a longer number is a slip, or no finite one."""

WANTED = "a number of seconds or a duration such as 500ms, 30s, 5m or 2h"
"""What every message says that a duration is."""


def parse_duration(text: str) -> Duration:
    """Read a duration from text; without a unit it is seconds.

    Raises:
        ValueError: it is none; the message says what was wanted.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None or len(text) > LONGEST:
        raise ValueError(f"wanted {WANTED}, got {text!r}")
    return Duration(float(found[1]) * _UNITS[found[2] or "s"])


def duration(length: DurationLike) -> Duration:
    """Read a duration as a caller in Python gives it: seconds, or text with a unit.

    Raises:
        ValueError: it is neither, or no finite number; the message says what was wanted.
    """
    if isinstance(length, str):
        return parse_duration(length)
    if isinstance(length, int | float) and not isinstance(length, bool):
        try:
            seconds = float(length)
        except OverflowError:  # an int past 1.8e308
            seconds = math.inf
        if math.isfinite(seconds):
            return Duration(seconds)
    raise ValueError(f"wanted {WANTED}, got {length!r:.40}")


def duration_of(name: str, length: DurationLike, error: type[VfmockError]) -> Duration:
    """Read the duration that a parameter has; ``error`` is raised, with its name, if it is none."""
    try:
        return duration(length)
    except ValueError as problem:
        raise error(f"{name!r}: {problem}") from None
