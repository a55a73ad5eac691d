"""``action rejected``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.action_rejected import ActionRejected


def test_the_action_is_rejected_with_the_reason_of_the_fault() -> None:
    assert ActionRejected().refusal == "rejected"
    assert ActionRejected("too many").refusal == "too many"


def test_a_running_turn_is_not_changed() -> None:
    outcome = change(ActionRejected(), turn("a"))
    assert outcome.effects == turn("a")
    assert outcome.missed == "there was nothing to change"
