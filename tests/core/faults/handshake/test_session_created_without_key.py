"""``session.created without key``."""

from __future__ import annotations

from tests.core.faults.answers import change
from vfmock.core.effects import SessionCreated
from vfmock.core.faults.base import Altered
from vfmock.core.faults.handshake.session_created_without_key import SessionCreatedWithoutKey

ANSWER = SessionCreated(to="c1", session_key="key")


def test_the_payload_is_empty() -> None:
    outcome = change(SessionCreatedWithoutKey(), [ANSWER], message_id=None)
    (altered,) = outcome.effects
    assert isinstance(altered, Altered)
    assert altered.of is ANSWER
    assert altered.change({"sessionKey": "key"}) == {}
    assert outcome.missed is None
