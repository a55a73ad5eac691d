"""The state of a conversation as the runtime shows it, and who gets it when."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.core.builders import NOW, say
from tests.core.talk import Talk, on
from vfmock.core.effects import ActionStatus, SessionEnded, StateShown
from vfmock.core.events import ActionSend, ClientConfig, StateCall
from vfmock.core.scenario import Scenario
from vfmock.core.state import change_state, node_of, put_state, state_of
from vfmock.core.steps.pause import pause
from vfmock.core.traces.end import end
from vfmock.core.traces.text import text

SHOP = Scenario(
    name="shop",
    states={
        "start": (
            on("hi", text("Hi"), goto="menu"),
            on("bye", end()),
            on("wait", pause(5), text("Here")),
        ),
        "menu": (on("hi", text("Menu")),),
    },
)
ASKS = ClientConfig(state=True)


def talk() -> Talk:
    return Talk(scenario=SHOP)


def test_a_new_conversation_is_at_its_start() -> None:
    one = talk()
    state = state_of(one.session.data, SHOP, NOW)
    assert state["stack"] == [
        {
            "programID": "shop",
            "diagramID": "shop",
            "nodeID": None,
            "variables": {},
            "storage": {},
            "commands": [],
        }
    ]
    assert state["storage"] == {}
    assert state["variables"]["user_id"] == "u"


def test_the_state_of_the_scenario_is_the_node() -> None:
    one = talk()
    one.session.user.variables["size"] = "large"
    one.session.data.storage["kept"] = 1
    one.submit("hi")
    state = state_of(one.session.data, SHOP, NOW)
    assert state["stack"][0]["nodeID"] == "menu"
    assert state["variables"]["size"] == "large"
    assert state["variables"]["last_response"] == "Hi"
    assert state["storage"] == {"kept": 1}


def test_a_state_that_was_shown_does_not_change() -> None:
    one = talk()
    state = state_of(one.session.data, SHOP, NOW)
    one.session.user.variables["size"] = "large"
    one.session.data.storage["kept"] = 1
    assert "size" not in state["variables"]
    assert state["storage"] == {}


def test_a_client_that_asks_gets_the_state_before_the_end_of_its_turn() -> None:
    one = talk()
    *_, shown, completed = one.submit("hi", "m", connection="c7", config=ASKS)
    assert isinstance(shown, StateShown)
    assert (shown.to, shown.state["stack"][0]["nodeID"]) == ("c7", "menu")
    assert isinstance(completed, ActionStatus)


def test_nobody_else_gets_it() -> None:
    effects = talk().submit("hi")
    assert not [one for one in effects if isinstance(one, StateShown)]


def test_the_turn_that_ends_the_conversation_shows_it_too() -> None:
    kinds = [type(one) for one in talk().submit("bye", config=ASKS)]
    assert kinds[-3:] == [StateShown, ActionStatus, SessionEnded]


def test_a_turn_that_is_cut_off_shows_it_too() -> None:
    one = talk()
    one.submit("wait", config=ASKS)
    kinds = [type(effect) for effect in one.session.end("over", NOW)]
    assert kinds == [StateShown, ActionStatus, SessionEnded]


def test_a_rejected_action_shows_none() -> None:
    kinds = [type(one) for one in talk().submit("unknown", config=ASKS)]
    assert StateShown not in kinds


# Variables that come with an action.


def test_variables_of_an_action_are_set_before_its_turn() -> None:
    one = Talk(on("hi", text("{{ size }}")))
    event = ActionSend(action=say("hi"), variables={"size": "large", "sessions": 9})
    one.session.submit(event, connection="c1", config=ClientConfig(), now=NOW)
    assert one.session.user.variables == {"size": "large"}
    assert one.session.data.last_response == "large"


def test_variables_of_an_action_that_waits_are_set_when_it_begins() -> None:
    one = Talk(on("hi", pause(5), text("{{ size }}")), concurrency="queue")
    one.session.user.variables["size"] = "small"
    one.submit("hi")
    event = ActionSend(action=say("hi"), variables={"size": "large"})
    one.session.submit(event, connection="c1", config=ClientConfig(), now=NOW)
    one.after(5)
    assert one.session.data.last_response == "small"
    one.after(5)
    assert one.session.data.last_response == "large"


# Calls that read and change the state.


def call(talk: Talk, change: Any, **value: Any) -> dict[str, Any]:
    """Call the state of a talk."""
    event = StateCall(change=change, value=value)
    return change_state(talk.session.data, talk.scenario, event, talk.now)


def busy() -> Talk:
    """A talk that has gone some way."""
    scenario = dataclasses.replace(SHOP, variables={"size": "small"})
    one = Talk(scenario=scenario)
    one.session.user.variables = {"size": "large", "own": 1}
    one.session.data.storage["kept"] = 1
    one.submit("hi")
    return one


def test_to_read_changes_nothing() -> None:
    one = busy()
    before = state_of(one.session.data, SHOP, NOW)
    assert call(one, "read") == before == state_of(one.session.data, SHOP, NOW)


def test_what_was_read_can_be_written_again() -> None:
    one = busy()
    before = call(one, "read")
    assert call(one, "write", **before) == before


def test_a_state_is_replaced_as_a_whole() -> None:
    one = busy()
    state = call(one, "write", stack=[], storage={"x": 1}, variables={"size": "medium"})
    assert one.session.state == "start"
    assert state["stack"][0]["nodeID"] is None
    assert state["storage"] == {"x": 1}
    assert one.session.user.variables == {"size": "medium"}


def test_the_innermost_frame_is_the_place_in_the_scenario() -> None:
    one = talk()
    stack = [{"nodeID": "elsewhere"}, {"nodeID": "menu"}]
    call(one, "write", stack=stack, storage={}, variables={})
    assert one.send("hi", "m")[1] == "m text 'Menu'"


@pytest.mark.parametrize(
    ("stack", "node"),
    [([], None), ([{}], None), ([{"nodeID": None}], None), ([{"nodeID": "menu"}], "menu")],
)
def test_the_node_of_a_state(stack: Any, node: str | None) -> None:
    assert node_of({"stack": stack}) == node
    assert node_of({}) is None


def test_variables_are_merged() -> None:
    one = busy()
    state = call(one, "merge", own=None, new=2)
    assert one.session.user.variables == {"size": "large", "own": None, "new": 2}
    assert state["variables"]["new"] == 2
    assert one.session.state == "menu"


def test_a_reset_conversation_is_as_new() -> None:
    one, new = busy(), Talk(scenario=busy().scenario)
    new.session.user.variables = {"size": "small"}
    assert call(one, "reset") == call(new, "read")
    assert one.session.user.variables == {"size": "small"}
    assert (one.session.turn_count, one.session.data.counts) == (0, {})


def test_a_deleted_state_is_shown_as_it_was() -> None:
    one = busy()
    assert call(one, "delete")["stack"][0]["nodeID"] == "menu"
    assert one.session.user.variables == {"size": "small"}


def test_a_state_that_was_given_is_not_changed_by_the_conversation() -> None:
    one = talk()
    given: dict[str, Any] = {"stack": [], "storage": {"a": 1}, "variables": {}}
    call(one, "write", **given)
    one.session.data.storage["b"] = 2
    assert given["storage"] == {"a": 1}


def put(one: Talk, **state: Any) -> None:
    """Put the state of a client, or a part of it, into a conversation."""
    put_state(one.session.data, one.scenario, state)


def test_a_part_of_a_state_leaves_the_other_parts_as_they_are() -> None:
    one = busy()
    before = call(one, "read")
    put(one)
    assert call(one, "read") == before
    put(one, variables={"size": "small", "new": 1})
    assert call(one, "read") == {
        **before,
        "variables": {**before["variables"], "size": "small", "new": 1},
    }


def test_a_state_that_a_client_keeps_says_where_the_conversation_goes_on() -> None:
    one, other = busy(), talk()
    put(other, **call(one, "read"))
    assert other.session.state == "menu"
    put(other, stack=[{"nodeID": None}], storage={"a": 1})
    assert (other.session.state, other.session.data.storage) == ("start", {"a": 1})
    put(other, **call(one, "read"))
    put(other, stack=[])
    assert other.session.state == "start"
