"""``ping timeout``."""

from __future__ import annotations

from vfmock.core.faults.connection.ping_timeout import PingTimeout
from vfmock.core.faults.transport_fault import WithholdPings


def test_the_server_withholds_pings() -> None:
    assert PingTimeout().transport_fault() == WithholdPings()
