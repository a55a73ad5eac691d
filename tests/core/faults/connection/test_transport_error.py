"""``transport error``."""

from __future__ import annotations

from vfmock.core.faults.connection.transport_error import TransportError
from vfmock.core.faults.transport_fault import BreakTransport


def test_the_transport_breaks() -> None:
    assert TransportError().transport_fault() == BreakTransport()
