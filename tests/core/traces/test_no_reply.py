"""``no-reply``: ``{timeout: seconds}``."""

from __future__ import annotations

import pytest

from tests.core.builders import perform
from vfmock.core.traces.no_reply import no_reply
from vfmock.errors import ScenarioError


@pytest.mark.parametrize(("timeout", "on_wire"), [(5, "5"), (10.0, "10"), (0.5, "0.5")])
def test_whole_seconds_are_whole_on_the_wire(timeout: float, on_wire: str) -> None:
    (made,) = perform(no_reply(timeout))
    assert made == {"type": "no-reply", "payload": {"timeout": timeout}}
    assert isinstance(made, dict)
    assert str(made["payload"]["timeout"]) == on_wire


@pytest.mark.parametrize("timeout", [0, -1])
def test_the_timeout_is_more_than_zero(timeout: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        no_reply(timeout)
    assert str(raised.value) == f"a no-reply timeout is more than 0 seconds, not {timeout}"
