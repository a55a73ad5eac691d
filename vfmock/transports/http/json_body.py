"""The JSON of a body: what the standard allows, and no more."""

from __future__ import annotations

import json
import math

from vfmock.transports.nesting import DEEPEST, is_too_deep
from vfmock.types import JSON


def parse(text: bytes) -> JSON:
    """What a body says; ``None`` without a body.

    Python would also take ``NaN`` and ``Infinity``, and makes infinity of ``1e999``. An answer that
    repeats them would be no JSON.

    Raises:
        ValueError: it is no JSON, nests too deep, or has a number that is too large.
    """
    if not text.strip():
        return None
    decoded = text.decode(json.detect_encoding(text))
    if is_too_deep(decoded):
        raise ValueError(f"a payload nests {DEEPEST} levels at the most")
    return json.loads(decoded, parse_constant=_refuse, parse_float=_finite)


def _refuse(name: str) -> JSON:
    raise ValueError(f"wanted a number, got {name}")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text:.40} is too large")
    return number
