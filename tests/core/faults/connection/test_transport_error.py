"""``transport error``."""

from __future__ import annotations

from vfmock.core.faults.breakage import BreakTransport
from vfmock.core.faults.connection.transport_error import TransportError


def test_how_it_breaks() -> None:
    assert TransportError().breakage() == BreakTransport()
