"""``client.started missing``."""

from __future__ import annotations

from tests.core.faults.answers import change
from vfmock.core.effects import ClientStarted, SessionCreated
from vfmock.core.faults.handshake.client_started_missing import ClientStartedMissing

ANSWER = ClientStarted(to="c1", new_session_required=True)
OTHER = SessionCreated(to="c1", session_key="key")


def test_the_answer_never_comes() -> None:
    outcome = change(ClientStartedMissing(), [ANSWER], message_id=None)
    assert outcome.effects == []
    assert outcome.missed is None


def test_another_answer_comes() -> None:
    assert change(ClientStartedMissing(), [OTHER], message_id=None).effects == [OTHER]
