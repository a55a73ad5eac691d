"""``POST /interact``: one turn of a conversation that only its client keeps.

The client sends the state along, and gets the state after the turn back. ``GET /interact/state`` is
the state of a new conversation. ``/interact/{versionID}`` names the version in the path.
"""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.events import ActionSend, ClientConfig, Event, SessionJoin, StateCall
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.legacy.call import legacy_call
from vfmock.endpoints.legacy.caller import PLAIN, VERSION_HEADER, caller, remark
from vfmock.endpoints.legacy.state import answer as answer_state
from vfmock.endpoints.legacy.turn import TURN_QUERY, config_of, turn_of, whole_answer
from vfmock.endpoints.parts import STATE, ends_turn, ends_with, must_be_served
from vfmock.endpoints.states import EMPTY
from vfmock.types import JSONObject

PATHS = {"stateless": "/interact", "stateless-version": "/interact/{versionID}"}


def read(request: Request) -> Sequence[Event]:
    """A session of this call alone gets the state, then the action. Its user is the one that the
    state names, or a new one."""
    turn = ActionSend(action=turn_of(request).action)
    state: JSONObject = request.body.get("state") or {}
    named = (state.get("variables") or {}).get("user_id")
    user = named if isinstance(named, str) and named else request.id
    join = _join(request, user, config_of(request, state=True))
    if "stack" in state:
        return join, StateCall(change="write", value={**EMPTY, **state}), turn
    return join, StateCall(change="merge", value=state.get("variables") or {}), turn


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{state, request, trace}``."""
    must_be_served(said)
    return Answer(body=whole_answer(request, said))


def read_state(request: Request) -> Sequence[Event]:
    """The state of a session of this call alone, of a new user. There is no body to read."""
    return _join(request, request.id, PLAIN), StateCall(change="read")


def _join(request: Request, user: str, config: ClientConfig) -> SessionJoin:
    """Nobody else knows the session."""
    return SessionJoin(start=caller(request, config, user=user), is_kept=False)


for prefix, path in PATHS.items():
    turn_call = legacy_call(
        name=f"{prefix}-interact",
        method="POST",
        path=path,
        read=read,
        is_over=ends_turn,
        answer=answer,
        summary="Play one turn of a conversation that its client keeps",
        query=TURN_QUERY,
        headers=VERSION_HEADER,
        request_schema="http/stateless.request",
        answer_schema="http/stateless.response",
        remark=remark,
    )
    state_call = legacy_call(
        name=f"{prefix}-state",
        method="GET",
        path=f"{path}/state",
        read=read_state,
        is_over=ends_with(STATE),
        answer=answer_state,
        summary="Read the state of a new conversation",
        headers=VERSION_HEADER,
        answer_schema="http/state",
        remark=remark,
    )
    for endpoint in (turn_call, state_call):
        ENDPOINTS.register(endpoint.name)(endpoint)
