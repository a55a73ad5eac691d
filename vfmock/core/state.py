"""The state of a conversation, in the shape that the runtime shows it over HTTP.

The shape is Voiceflow's: ``{stack: [frame], storage, variables}``. A conversation of the mock has
one frame, because its scenario is one diagram. The frame's ``programID`` and ``diagramID`` are the
scenario's name. Its ``nodeID`` is the current state of the scenario, ``null`` at the start.
"""

from __future__ import annotations

from vfmock.core.events import StateCall
from vfmock.core.scenario import Scenario
from vfmock.core.session_data import SessionData
from vfmock.core.variables import Variables, merge
from vfmock.types import JSONObject


def state_of(session: SessionData, scenario: Scenario, now: float) -> JSONObject:
    """Return ``{stack: [{programID, diagramID, nodeID, variables, storage, commands}], storage,
    variables}``. It is a copy as of ``now`` (Unix seconds), and does not change with the session.
    """
    frame: JSONObject = {
        "programID": scenario.name,
        "diagramID": scenario.name,
        "nodeID": None if session.state == scenario.start else session.state,
        "variables": {},
        "storage": {},
        "commands": [],
    }
    return {
        "stack": [frame],
        "storage": dict(session.storage),
        "variables": dict(Variables(session, now)),
    }


def node_of(state: JSONObject) -> str | None:
    """The node that a given state is at: that of its innermost frame; ``None``: the start."""
    stack = state.get("stack")
    node: str | None = stack[-1].get("nodeID") if stack else None
    return node


def change_state(
    session: SessionData, scenario: Scenario, call: StateCall, now: float
) -> JSONObject:
    """Do to a conversation what a call asks for. Return the state that answers it.

    A state to write has the shape that ``state_of`` returns. The scenario must have a state with
    the name of its node.
    """
    before = state_of(session, scenario, now)
    match call.change:
        case "write":
            _write(session, scenario, call.value)
        case "merge":
            merge(session, call.value)
        case "reset":
            _reset(session, scenario)
        case "delete":
            session.user.variables = dict(scenario.variables)
            return before
    return state_of(session, scenario, now)


def _write(session: SessionData, scenario: Scenario, state: JSONObject) -> None:
    """Replace the whole state. Variables that are missing in it are lost, but for reserved ones."""
    session.state = node_of(state) or scenario.start
    session.storage = dict(state["storage"])
    session.user.variables = {}
    merge(session, state["variables"])


def put_state(session: SessionData, scenario: Scenario, state: JSONObject) -> None:
    """Put a state that a client keeps into its conversation: the parts that it has. Its variables
    get their values, and others stay. The scenario must have a state with the name of its node."""
    if "stack" in state:
        session.state = node_of(state) or scenario.start
    if "storage" in state:
        session.storage = dict(state["storage"])
    merge(session, state.get("variables", {}))


def _reset(session: SessionData, scenario: Scenario) -> None:
    """Go back to the start, with the variables of a new user."""
    begun = session.begun_at
    fresh = SessionData.begin(session.id, session.user, None, scenario.start, begun)
    for name in _OF_THE_CONVERSATION:
        setattr(session, name, getattr(fresh, name))
    session.user.variables = dict(scenario.variables)


_OF_THE_CONVERSATION = (
    "state",
    "turn_count",
    "counts",
    "last_utterance",
    "last_response",
    "last_event",
    "intent_confidence",
    "storage",
    "silence",
)
"""The fields of ``SessionData`` that begin anew with the conversation."""
