"""Durations as people write them: ``500ms``, ``30s``, ``5m``, ``2h``, ``1d``."""

import re

from vfmock.types import Duration

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}

PATTERN = r"([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|d)?"
"""How a duration is written, without the spaces around it; a regex for JSON Schema too."""

_FORM = re.compile(PATTERN)

LONGEST = 20
"""Characters: a longer number is a slip, or no finite one."""


def parse_duration(text: str) -> Duration:
    """Read a duration; without a unit it is seconds.

    Raises:
        ValueError: it is none; the message says what was wanted.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None or len(text) > LONGEST:
        raise ValueError(f"wanted a duration such as 500ms, 30s, 5m or 2h, got {text!r}")
    return Duration(float(found[1]) * _UNITS[found[2] or "s"])
