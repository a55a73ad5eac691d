"""``upgrade failure``."""

from __future__ import annotations

from vfmock.core.faults.admission import Attempt, Respond
from vfmock.core.faults.connecting.upgrade_failure import UpgradeFailure


def test_the_upgrade_is_answered_with_a_status() -> None:
    assert UpgradeFailure.moments == ("upgrade",)
    assert UpgradeFailure().concerns(Attempt(moment="upgrade", transport="websocket"))
    assert UpgradeFailure().admit() == Respond(502, "the upgrade failed")
