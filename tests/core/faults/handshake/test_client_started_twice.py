"""``client.started twice``."""

from __future__ import annotations

from tests.core.faults.answers import change
from vfmock.core.effects import ClientStarted
from vfmock.core.faults.handshake.client_started_twice import ClientStartedTwice

ANSWER = ClientStarted(to="c1", new_session_required=True)


def test_the_answer_comes_twice() -> None:
    outcome = change(ClientStartedTwice(), [ANSWER], message_id=None)
    assert outcome.effects == [ANSWER, ANSWER]
    assert outcome.missed is None
