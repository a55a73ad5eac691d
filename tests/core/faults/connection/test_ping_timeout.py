"""``ping timeout``."""

from __future__ import annotations

from vfmock.core.faults.breakage import WithholdPings
from vfmock.core.faults.connection.ping_timeout import PingTimeout


def test_how_it_breaks() -> None:
    assert PingTimeout().breakage() == WithholdPings()
