"""``client.started invalid``."""

from __future__ import annotations

import pytest

from tests.core.faults.answers import change
from vfmock.core.effects import ClientStarted
from vfmock.core.faults.base import Altered
from vfmock.core.faults.handshake.client_started_invalid import ClientStartedInvalid
from vfmock.types import JSON

ANSWER = ClientStarted(to="c1", new_session_required=True)


@pytest.mark.parametrize(("fault", "value"), [((), "true"), ((1,), 1), ((None,), None)])
def test_the_payload_has_another_type(fault: tuple[JSON, ...], value: JSON) -> None:
    outcome = change(ClientStartedInvalid(*fault), [ANSWER], message_id=None)
    (altered,) = outcome.effects
    assert isinstance(altered, Altered)
    assert altered.of is ANSWER
    assert altered.change({"newSessionRequired": True}) == {"newSessionRequired": value}
    assert outcome.missed is None
