"""Orders that could not be carried out are refused where they are made."""

from __future__ import annotations

from math import inf, nan

import pytest

from vfmock.core.effects import RestartOrder
from vfmock.errors import ScenarioError


@pytest.mark.parametrize("grace", [-1, -0.5, inf, nan])
def test_the_grace_of_a_restart_is_a_valid_time(grace: float) -> None:
    with pytest.raises(ScenarioError) as raised:
        RestartOrder(grace=grace)
    assert str(raised.value) == f"'grace' is 0 seconds or more, not {grace!r}"


@pytest.mark.parametrize("action", ["launch", {}, {"type": 1}])
def test_a_restart_cannot_name_an_invalid_action(action: object) -> None:
    with pytest.raises(ScenarioError, match=r"^an action is an object with a string 'type'"):
        RestartOrder(action=action)


def test_a_restart_may_name_no_action() -> None:
    assert RestartOrder().action is None
    assert RestartOrder(action={"type": "launch"}).action == {"type": "launch"}
