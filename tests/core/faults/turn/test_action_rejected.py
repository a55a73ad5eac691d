"""``action rejected``."""

from __future__ import annotations

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.action_rejected import ActionRejected


def test_it_refuses_the_action_with_its_reason() -> None:
    assert ActionRejected().refusal == "rejected"
    assert ActionRejected("too many").refusal == "too many"


def test_what_is_under_way_is_left_alone() -> None:
    outcome = change(ActionRejected(), turn("a"))
    assert outcome.effects == turn("a")
    assert outcome.missed == "there was nothing to change"
