"""``connection reset``."""

from __future__ import annotations

from vfmock.core.faults.connect_outcome import Reset
from vfmock.core.faults.connecting.connection_reset import ConnectionReset


def test_the_connection_is_cut() -> None:
    assert ConnectionReset().outcome() == Reset()
