"""``session.created malformed key``."""

from __future__ import annotations

from tests.core.faults.answers import change
from vfmock.core.effects import SessionCreated
from vfmock.core.faults.handshake.session_created_malformed_key import SessionCreatedMalformedKey

ANSWER = SessionCreated(to="c1", session_key="abcdef")


def test_half_of_the_key_comes_by_default() -> None:
    outcome = change(SessionCreatedMalformedKey(), [ANSWER], message_id=None)
    assert outcome.told == ["created abc"]
    assert outcome.missed is None


def test_the_key_can_be_chosen() -> None:
    outcome = change(SessionCreatedMalformedKey(""), [ANSWER], message_id=None)
    assert outcome.told == ["created "]
