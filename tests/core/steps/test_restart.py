"""``restart``."""

from __future__ import annotations

import pytest

from tests.core.builders import make_turn, perform, say
from vfmock.core.effects import RestartOrder as Order
from vfmock.core.effects import Whom
from vfmock.core.steps.restart import Restart, restart
from vfmock.core.turn import Command
from vfmock.errors import ScenarioError
from vfmock.types import JSON, Duration

NO_ACTION = "an action is an object with a string 'type', not "


def order(step: Restart, names: dict[str, JSON] | None = None) -> Order:
    """What a step asks for."""
    (command,) = perform(step, make_turn(say("hi"), names=names))
    assert isinstance(command, Command)
    assert isinstance(command.effect, Order)
    return command.effect


def test_the_default_restarts_the_connection_at_once_with_the_action_in_flight() -> None:
    assert order(restart()) == Order(to="c1", whom="connection", grace=0.0, replay=True)


@pytest.mark.parametrize("whom", ["connection", "session", "all"])
def test_the_target_and_the_time_can_be_chosen(whom: Whom) -> None:
    told = order(restart(2.5, whom=whom))
    assert (told.whom, told.grace) == (whom, 2.5)


def test_no_action_is_named_without_replay() -> None:
    assert order(restart(replay=False)).action is None
    assert order(restart(replay=False)).replay is False


def test_a_given_action_is_named_with_and_without_replay() -> None:
    other = {"type": "launch"}
    assert order(restart(action=other)).action == other
    assert order(restart(replay=False, action=other)).action == other


def test_the_action_may_be_a_template() -> None:
    step = restart(action={"type": "text", "payload": "{{ words }}"})
    assert order(step, {"words": "again"}).action == {"type": "text", "payload": "again"}


def test_an_action_made_by_a_template_is_checked_too() -> None:
    step = restart(action={"type": "{{ kind }}"})
    with pytest.raises(ScenarioError) as raised:
        order(step, {"kind": 5})
    assert str(raised.value) == NO_ACTION + "{'type': 5}"


@pytest.mark.parametrize("action", ["text", [], {}, {"type": 5}, 0])
def test_an_invalid_action_is_refused(action: JSON) -> None:
    with pytest.raises(ScenarioError) as raised:
        restart(action=action)
    assert str(raised.value) == NO_ACTION + repr(action)


def test_an_action_must_be_json() -> None:
    with pytest.raises(ScenarioError, match=r"^the action is no JSON: "):
        restart(action={"type": "text", "payload": {1, 2}})


def test_the_grace_is_not_negative() -> None:
    with pytest.raises(ScenarioError) as raised:
        Restart(Duration(-1))
    assert str(raised.value) == "'grace' is 0 seconds or more, not -1"
