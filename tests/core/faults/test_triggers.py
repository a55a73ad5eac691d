"""The triggers at which faults happen have the neutral names of events."""

from __future__ import annotations

import pytest

from vfmock.core.effects import ActionStatus, ActionTrace, Note
from vfmock.core.faults import FAULTS
from vfmock.core.faults.triggers import (
    CONNECT,
    HANDSHAKE,
    ON_A_CONNECTION,
    RESPONSE,
    STATUSES,
    UPGRADE,
    WEBHOOK,
    triggers_of,
)
from vfmock.core.names import EFFECT_NAMES, EVENT_NAMES
from vfmock.types import WEBHOOK_TYPES


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_has_two_names(status: str) -> None:
    effect = ActionStatus(status=status, message_id="m")  # type: ignore[arg-type]
    assert triggers_of(effect) == ("action.status", status)


def test_the_statuses_are_accepted_rejected_and_completed() -> None:
    assert set(STATUSES) == {"accepted", "rejected", "completed"}


def test_an_effect_that_is_not_sent_has_no_trigger() -> None:
    assert triggers_of(ActionTrace(trace={"type": "text"}, message_id="m")) == ("action.trace",)
    assert triggers_of(Note(kind="mismatch", text="")) == ()


def test_every_trigger_of_a_fault_exists() -> None:
    known = {HANDSHAKE, UPGRADE, "now", RESPONSE, WEBHOOK, *WEBHOOK_TYPES, *ON_A_CONNECTION}
    used = {trigger for fault in FAULTS.values() for trigger in fault.triggers}
    assert used == known
    assert ON_A_CONNECTION[0] == "action.send"
    assert {CONNECT, *EVENT_NAMES.values(), *EFFECT_NAMES.values(), *STATUSES} == set(
        ON_A_CONNECTION
    )
