"""``handshake delay``."""

from __future__ import annotations

import pytest

from vfmock.core.faults.connect_outcome import Delay
from vfmock.core.faults.connecting.handshake_delay import HandshakeDelay
from vfmock.errors import ScenarioError
from vfmock.types import Duration


def test_the_answer_is_late() -> None:
    assert HandshakeDelay().outcome() == Delay(3.0)
    assert HandshakeDelay(Duration(0.5)).outcome() == Delay(0.5)


@pytest.mark.parametrize("seconds", [0, -1])
def test_the_delay_is_more_than_zero(seconds: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        HandshakeDelay(Duration(seconds))
    assert str(raised.value) == f"a delay is more than 0 seconds, not {seconds}"
