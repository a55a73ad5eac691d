"""``server restart``."""

from __future__ import annotations

import pytest

from vfmock.core.effects import RestartOrder
from vfmock.core.faults.connection.server_restart import ServerRestartFault
from vfmock.errors import ScenarioError
from vfmock.types import Duration


def test_the_fault_orders_a_restart_of_that_connection() -> None:
    assert ServerRestartFault().order() == RestartOrder(whom="connection", grace=0.0, replay=True)
    order = ServerRestartFault(grace=Duration(2.0), replay=False).order()
    assert order == RestartOrder(whom="connection", grace=2.0, replay=False)


def test_the_grace_is_not_negative() -> None:
    with pytest.raises(ScenarioError) as raised:
        ServerRestartFault(grace=Duration(-1))
    assert str(raised.value) == "'grace' is 0 seconds or more, not -1"
