"""``io server disconnect``."""

from __future__ import annotations

from vfmock.core.faults.connection.io_server_disconnect import IoServerDisconnect
from vfmock.core.faults.transport_fault import DisconnectSocket


def test_how_it_breaks() -> None:
    assert IoServerDisconnect().transport_fault() == DisconnectSocket()
