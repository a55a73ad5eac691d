"""``handshake timeout``."""

from __future__ import annotations

from vfmock.core.faults.connect_outcome import NoAnswer
from vfmock.core.faults.connecting.handshake_timeout import HandshakeTimeout


def test_there_is_no_answer() -> None:
    assert HandshakeTimeout().outcome() == NoAnswer()
