"""What the older calls that play a turn have in common: their action, and the traces they answer.

Their ``config`` says which traces come, how, and after which ones the turn stops.
"""

from __future__ import annotations

from collections.abc import Iterable

from vfmock.core.actions import Action
from vfmock.core.events import ActionSend, ClientConfig
from vfmock.endpoints.base import Request, RequestRefused, Said
from vfmock.endpoints.parameters import Parameter
from vfmock.endpoints.parts import STATE, traces_of
from vfmock.endpoints.speech import spoken
from vfmock.endpoints.states import EMPTY
from vfmock.types import JSONObject

EXCLUDED = ("block", "debug", "flow")
"""The types of traces that are left out by default."""

TURN_QUERY = {
    "logs": Parameter(
        about="whether log traces come: not if it is off",
        schema={"type": "string", "default": "off"},
    )
}
"""The parameter of the query that every call of a turn knows."""


def action_of(request: Request) -> JSONObject:
    """The action, which older programs call ``request``.

    Raises:
        RequestRefused: there is none.
    """
    action: JSONObject | None = request.body.get("action") or request.body.get("request")
    if action is None:
        hint = 'an action such as {"type": "launch"} is the key \'action\' of the body'
        raise RequestRefused(400, "wanted 'action' in the body, got none", hint)
    return action


def turn_of(request: Request) -> ActionSend:
    """The action, and the variables of ``state`` to set before it.

    Raises:
        RequestRefused: there is no action.
    """
    state = request.body.get("state") or {}
    return ActionSend(action=Action(action_of(request)), variables=state.get("variables") or {})


def config_of(request: Request, *, state: bool) -> ClientConfig:
    """How the turn is to be answered, with or without the state after it."""
    config = _config(request)
    return ClientConfig(
        state=state,
        stop_types=frozenset(config.get("stopTypes", ())),
        stop_all=config.get("stopAll", False),
    )


def whole_answer(request: Request, said: Iterable[Said]) -> JSONObject:
    """``{state, request, trace}``: the state after the turn, the action, and its traces.

    The state is empty if a fault has ended the session in the turn.
    """
    kept = list(said)
    states = [EMPTY, *(one.payload for one in kept if one.name == STATE)]
    return {"state": states[-1], "request": action_of(request), "trace": wanted(request, kept)}


def wanted(request: Request, said: Iterable[Said]) -> list[JSONObject]:
    """The traces of a turn, as the request wants them."""
    config = _config(request)
    stripped, tts = config.get("stripSSML", True), bool(config.get("tts"))
    return [
        spoken(trace, stripped=stripped, tts=tts)
        for trace in traces_of(said)
        if _comes(request, trace)
    ]


def _config(request: Request) -> JSONObject:
    return request.body.get("config") or {}


def _comes(request: Request, trace: JSONObject) -> bool:
    """Whether a trace is not left out. Logs come only for those who ask for them."""
    if trace["type"] == "log" and request.query.get("logs", "off") == "off":
        return False
    return trace["type"] not in _config(request).get("excludeTypes", EXCLUDED)
