"""``new session required``."""

from __future__ import annotations

from tests.core.faults.answers import change
from vfmock.core.effects import ClientStarted
from vfmock.core.events import ClientStart, SessionCreate
from vfmock.core.faults.handshake.new_session_required import NewSessionRequired

ANSWER = ClientStarted(to="c1", new_session_required=True)


def test_the_server_sees_no_key() -> None:
    came = ClientStart(user_id="u", project_id="p", session_key="key")
    seen = NewSessionRequired().incoming(came)
    assert seen == ClientStart(user_id="u", project_id="p", session_key=None)


def test_another_event_is_not_changed() -> None:
    came = SessionCreate()
    assert NewSessionRequired().incoming(came) is came


def test_the_fault_does_not_change_the_answer() -> None:
    outcome = change(NewSessionRequired(), [ANSWER], message_id=None)
    assert outcome.effects == [ANSWER]
    assert outcome.missed is None
