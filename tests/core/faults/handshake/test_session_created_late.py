"""``session.created late``."""

from __future__ import annotations

import pytest

from tests.core.faults.answers import change
from vfmock.core.effects import ClientStarted, SessionCreated
from vfmock.core.faults.handshake.session_created_late import SessionCreatedLate
from vfmock.errors import ScenarioError
from vfmock.types import Duration

ANSWER = SessionCreated(to="c1", session_key="key")
OTHER = ClientStarted(to="c1", new_session_required=True)


def test_the_answer_comes_later() -> None:
    outcome = change(SessionCreatedLate(), [ANSWER], message_id=None)
    assert outcome.told == ["5 s late created key"]
    assert outcome.missed is None


def test_another_answer_comes_at_once() -> None:
    outcome = change(SessionCreatedLate(Duration(1.0)), [OTHER], message_id=None)
    assert outcome.effects == [OTHER]
    assert outcome.missed == "there was nothing to change"


@pytest.mark.parametrize("seconds", [0, -1])
def test_the_delay_is_more_than_zero(seconds: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        SessionCreatedLate(Duration(seconds))
    assert str(raised.value) == f"late is more than 0 seconds, not {seconds}"
