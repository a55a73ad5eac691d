"""``session.created missing``."""

from __future__ import annotations

from tests.core.faults.answers import change
from vfmock.core.effects import ClientStarted, SessionCreated
from vfmock.core.faults.handshake.session_created_missing import SessionCreatedMissing

ANSWER = SessionCreated(to="c1", session_key="key")
OTHER = ClientStarted(to="c1", new_session_required=True)


def test_the_answer_never_comes() -> None:
    outcome = change(SessionCreatedMissing(), [ANSWER], message_id=None)
    assert outcome.effects == []
    assert outcome.missed is None


def test_another_answer_comes() -> None:
    assert change(SessionCreatedMissing(), [OTHER], message_id=None).effects == [OTHER]
