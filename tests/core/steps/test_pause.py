"""``pause``."""

from __future__ import annotations

import pytest

from tests.core.builders import perform
from vfmock.core.steps.pause import Pause, pause
from vfmock.core.turn import Wait
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@pytest.mark.parametrize("seconds", [0, 0.25, 3600])
def test_a_pause_waits(seconds: float) -> None:
    assert perform(pause(seconds)) == [Wait(seconds)]
    assert pause(seconds) == Pause(Duration(seconds))


def test_a_pause_is_not_negative() -> None:
    with pytest.raises(ScenarioError) as raised:
        pause(-1)
    assert str(raised.value) == "a pause lasts 0 seconds or more, not -1"
