"""``io server disconnect``."""

from __future__ import annotations

from vfmock.core.faults.connection.io_server_disconnect import IoServerDisconnect
from vfmock.core.faults.transport_fault import DisconnectSocket


def test_the_server_disconnects_the_socket() -> None:
    assert IoServerDisconnect().transport_fault() == DisconnectSocket()
