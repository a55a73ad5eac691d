"""``half open``."""

from __future__ import annotations

from vfmock.core.faults.breakage import Swallow
from vfmock.core.faults.connection.half_open import HalfOpen


def test_how_it_breaks() -> None:
    assert HalfOpen().breakage() == Swallow()
