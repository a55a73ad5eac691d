"""``transport close``."""

from __future__ import annotations

from vfmock.core.faults.connection.transport_close import TransportClose
from vfmock.core.faults.transport_fault import CloseTransport


def test_the_transport_closes() -> None:
    assert TransportClose().transport_fault() == CloseTransport()
