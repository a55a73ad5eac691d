"""What the kinds of faults do by themselves."""

from __future__ import annotations

import random

from tests.core.builders import say
from tests.core.faults.answers import ACCEPTED, change, turn
from vfmock.core.effects import Effect, Note, SessionCreated
from vfmock.core.events import ActionSend
from vfmock.core.faults.base import WireFault
from vfmock.core.faults.connect_outcome import Attempt
from vfmock.core.faults.connecting.http_error import HttpError
from vfmock.core.faults.turn.accepted_missing import AcceptedMissing
from vfmock.core.faults.turn.trace_duplicated import TraceDuplicated
from vfmock.core.faults.turn.traces_out_of_order import TracesOutOfOrder


def test_a_fault_concerns_every_attempt_to_connect_by_default() -> None:
    for transport in ("websocket", "polling"):
        assert HttpError().concerns(Attempt(trigger="handshake", transport=transport))


def test_a_fault_does_not_change_the_events_of_a_client_by_default() -> None:
    event = ActionSend(action=say("hi"))
    assert AcceptedMissing().incoming(event) is event


def test_a_fault_of_a_turn_does_not_change_other_effects() -> None:
    others: list[Effect] = [Note(kind="x", text=""), SessionCreated(session_key="k")]
    outcome = change(TraceDuplicated(), others)
    assert outcome.effects == others
    assert outcome.missed == "the turn had 0 traces, and no trace 1"


def test_a_fault_of_a_turn_does_not_change_a_turn_without_its_target() -> None:
    assert change(TracesOutOfOrder(), turn()).effects == turn()
    assert change(AcceptedMissing(), turn()[1:]).effects == turn()[1:]
    assert ACCEPTED not in change(AcceptedMissing(), turn()).effects


def test_a_fault_of_the_wire_changes_nothing_by_itself() -> None:
    plain = WireFault()
    assert plain.delay(5.0, random.Random(0)) == 0
    assert plain.shape is None
