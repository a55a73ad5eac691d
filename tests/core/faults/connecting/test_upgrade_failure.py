"""``upgrade failure``."""

from __future__ import annotations

from vfmock.core.faults.connect_outcome import Attempt, Respond
from vfmock.core.faults.connecting.upgrade_failure import UpgradeFailure


def test_the_upgrade_is_answered_with_a_status() -> None:
    assert UpgradeFailure.triggers == ("upgrade",)
    assert UpgradeFailure().concerns(Attempt(trigger="upgrade", transport="websocket"))
    assert UpgradeFailure().outcome() == Respond(502, "the upgrade failed")
