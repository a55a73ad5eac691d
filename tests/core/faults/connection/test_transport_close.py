"""``transport close``."""

from __future__ import annotations

from vfmock.core.faults.breakage import CloseTransport
from vfmock.core.faults.connection.transport_close import TransportClose


def test_how_it_breaks() -> None:
    assert TransportClose().breakage() == CloseTransport()
