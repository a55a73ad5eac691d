"""``connection refused``."""

from __future__ import annotations

import pytest

from vfmock.core.faults.base import Outage
from vfmock.core.faults.connecting.connection_refused import ConnectionRefused
from vfmock.errors import ScenarioError
from vfmock.types import Duration


def test_the_port_is_closed_for_a_time_or_until_it_is_opened() -> None:
    assert ConnectionRefused().outage() == Outage(None)
    assert ConnectionRefused(Duration(3.0)).outage() == Outage(3.0)


@pytest.mark.parametrize("seconds", [0, -1])
def test_the_time_is_more_than_zero(seconds: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        ConnectionRefused(Duration(seconds))
    assert str(raised.value) == f"a port is closed for more than 0 seconds, not {seconds}"
