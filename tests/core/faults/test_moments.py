"""The moments at which faults happen have the names of the protocol page."""

from __future__ import annotations

from typing import get_args

import pytest

from vfmock.core.effects import ActionStatus, ActionTrace, Note, WireEffect
from vfmock.core.events import ActionSend, ClientStart, Event, SessionCreate
from vfmock.core.faults import FAULTS
from vfmock.core.faults.moments import (
    CONNECT,
    HANDSHAKE,
    ON_A_CONNECTION,
    RECEIVED,
    SENT,
    STATUSES,
    UPGRADE,
    moments_of,
)
from vfmock.dialects import DIALECTS

DOCUMENTED = DIALECTS["documented"]


def test_every_effect_on_the_wire_has_the_name_that_its_event_has() -> None:
    assert set(SENT) == set(get_args(WireEffect))
    assert {effect: event.name for effect, event in DOCUMENTED.server_events.items()} == SENT


def test_every_event_of_a_client_has_its_name() -> None:
    assert set(RECEIVED) <= set(get_args(Event))
    assert set(RECEIVED.values()) == set(DOCUMENTED.client_events)
    assert RECEIVED[ClientStart] == "client.start"
    assert RECEIVED[SessionCreate] == "session.create"
    assert RECEIVED[ActionSend] == "action.send"


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_has_two_names(status: str) -> None:
    effect = ActionStatus(status=status, message_id="m")  # type: ignore[arg-type]
    assert moments_of(effect) == ("action.status", status)


def test_the_statuses_are_those_of_the_effect() -> None:
    assert set(STATUSES) == {"accepted", "rejected", "completed"}


def test_what_is_on_no_wire_has_no_moment() -> None:
    assert moments_of(ActionTrace(trace={"type": "text"}, message_id="m")) == ("action.trace",)
    assert moments_of(Note(kind="mismatch", text="")) == ()


def test_a_fault_happens_at_moments_that_there_are() -> None:
    known = {HANDSHAKE, UPGRADE, "now", *ON_A_CONNECTION}
    used = {moment for fault in FAULTS.values() for moment in fault.moments}
    assert used == known
    assert ON_A_CONNECTION[0] == "action.send"
    assert {CONNECT, *RECEIVED.values(), *SENT.values(), *STATUSES} == set(ON_A_CONNECTION)
