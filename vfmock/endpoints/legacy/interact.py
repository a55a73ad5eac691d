"""``POST /state/user/{userID}/interact``: one turn of a user, answered with its traces.

``POST /state/{versionID}/user/{userID}/interact`` is an older spelling.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vfmock.core.actions import Action
from vfmock.core.events import ActionSend, ClientConfig, Event, SessionJoin
from vfmock.endpoints.base import (
    ENDPOINTS,
    Answer,
    Endpoint,
    Request,
    RequestRefused,
    Said,
    words,
)
from vfmock.endpoints.legacy.caller import caller
from vfmock.endpoints.legacy.errors import refuse
from vfmock.endpoints.parts import (
    EFFECTS,
    STATE,
    ends_turn,
    must_be_served,
    problem_in,
    traces_of,
)
from vfmock.types import JSONObject

PATHS = {
    "legacy-interact": "/state/user/{userID}/interact",
    "legacy-version-interact": "/state/{versionID}/user/{userID}/interact",
}

EXCLUDED = ("block", "debug", "flow")
"""The types of traces that are left out by default."""

_TAG = re.compile(r"<[^<>]*>")


def read(request: Request) -> Sequence[Event]:
    """The current session of the user gets the action, after the variables of ``state``."""
    action, state = _action(request), request.body.get("state") or {}
    join = SessionJoin(start=caller(request, ClientConfig(state=_is_verbose(request))))
    return join, ActionSend(action=Action(action), variables=state.get("variables") or {})


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``[trace]``, or ``{state, request, trace}`` if the query asks for ``verbose``."""
    must_be_served(said)
    traces = [_plain(trace, request) for trace in traces_of(said) if _is_wanted(trace, request)]
    if not _is_verbose(request):
        return Answer(body=traces)
    (state,) = (one.payload for one in said if one.name == STATE)
    return Answer(body={"state": state, "request": _action(request), "trace": traces})


def _action(request: Request) -> JSONObject:
    """The action, which older programs call ``request``.

    Raises:
        RequestRefused: there is none.
    """
    action: JSONObject | None = request.body.get("action") or request.body.get("request")
    if action is None:
        hint = 'an action such as {"type": "launch"} is the key \'action\' of the body'
        raise RequestRefused(400, "wanted 'action' in the body, got none", hint)
    return action


def _is_verbose(request: Request) -> bool:
    return request.query.get("verbose") == "true"


def _is_wanted(trace: JSONObject, request: Request) -> bool:
    """Whether a trace is not left out. Logs come only for those who ask for them."""
    config = request.body.get("config") or {}
    if trace["type"] == "log" and request.query.get("logs", "off") == "off":
        return False
    return trace["type"] not in config.get("excludeTypes", EXCLUDED)


def _plain(trace: JSONObject, request: Request) -> JSONObject:
    """A trace without the markup of speech, unless the request wants it."""
    config = request.body.get("config") or {}
    payload = trace.get("payload")
    if trace["type"] != "speak" or not config.get("stripSSML", True):
        return trace
    if not isinstance(payload, dict) or not isinstance(payload.get("message"), str):
        return trace
    return {**trace, "payload": {**payload, "message": _TAG.sub("", payload["message"])}}


for name, path in PATHS.items():
    endpoint = Endpoint(
        name=name,
        method="POST",
        path=path,
        read=read,
        words=words(name, EFFECTS),
        is_over=ends_turn,
        answer=answer,
        refuse=refuse,
        request_schema="http/legacy-interact.request",
        problem_in=problem_in,
    )
    ENDPOINTS.register(name)(endpoint)
