"""``io server disconnect``."""

from __future__ import annotations

from vfmock.core.faults.breakage import DisconnectSocket
from vfmock.core.faults.connection.io_server_disconnect import IoServerDisconnect


def test_how_it_breaks() -> None:
    assert IoServerDisconnect().breakage() == DisconnectSocket()
