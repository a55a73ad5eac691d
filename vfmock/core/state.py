"""The state of a conversation, in the shape that the runtime shows it over HTTP.

The shape is Voiceflow's: ``{stack: [frame], storage, variables}``. A conversation of the mock has
one frame, because its scenario is one diagram. The frame's ``programID`` and ``diagramID`` are the
scenario's name. Its ``nodeID`` is the current state of the scenario, ``null`` at the start.
"""

from __future__ import annotations

from vfmock.core.scenario import Scenario
from vfmock.core.session_data import SessionData
from vfmock.core.variables import Variables
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
