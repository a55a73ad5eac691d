"""``half open``."""

from __future__ import annotations

from vfmock.core.faults.connection.half_open import HalfOpen
from vfmock.core.faults.transport_fault import Swallow


def test_the_connection_swallows_every_message() -> None:
    assert HalfOpen().transport_fault() == Swallow()
