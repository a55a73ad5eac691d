"""A dialect in one file, from outside of the package: other names, one event without a payload
each way, and no message ids.

client: ``hello {who, where, key?}``, ``fresh``, ``do {what}``.
server: ``welcome {known}``, ``key {key}``, ``shows {it}``, ``is {how, why?}``, ``over``,
``oops {why}``.
"""

from __future__ import annotations

from typing import Any

from vfmock.core.actions import Action
from vfmock.core.effects import (
    ActionStatus,
    ActionTrace,
    ClientStarted,
    GeneralError,
    SessionCreated,
    SessionEnded,
)
from vfmock.core.events import ActionSend, ClientStart, SessionCreate
from vfmock.dialects import DIALECTS, ClientEvent, Dialect, ServerEvent
from vfmock.types import JSON, JSONObject


def an_object(*required: str, **properties: str) -> JSONObject:
    """The schema of an object with these keys."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {name: {"type": kind} for name, kind in properties.items()},
    }


def hello(payload: JSONObject) -> ClientStart:
    """``{who, where, key?}``."""
    who, where = payload["who"], payload["where"]
    return ClientStart(user_id=who, project_id=where, session_key=payload.get("key"))


def status(effect: ActionStatus) -> JSONObject:
    """``{how, why?}``."""
    why = {} if effect.reason is None else {"why": effect.reason}
    return {"how": effect.status, **why}


def action(payload: JSON) -> ActionSend:
    """``{what: action}``."""
    return ActionSend(action=Action(payload["what"]))


ACTION: dict[str, Any] = {
    "type": "object",
    "required": ["what"],
    "properties": {"what": {"type": "object", "required": ["type"], "x-by-type": "actions"}},
}

TOY = Dialect(
    name="toy",
    client_events={
        "hello": ClientEvent(ClientStart, hello),
        "fresh": ClientEvent(SessionCreate, lambda _: SessionCreate(), payload=False),
        "do": ClientEvent(ActionSend, action),
    },
    server_events={
        ClientStarted: ServerEvent("welcome", lambda e: {"known": not e.new_session_required}),
        SessionCreated: ServerEvent("key", lambda e: {"key": e.session_key}),
        SessionEnded: ServerEvent("over"),
        ActionTrace: ServerEvent("shows", lambda e: {"it": e.trace}),
        ActionStatus: ServerEvent("is", status),
        GeneralError: ServerEvent("oops", lambda e: {"why": e.error}),
    },
    schemas={
        "client-events/hello": an_object(
            "who", "where", who="string", where="string", key="string"
        ),
        "client-events/do": ACTION,
        "server-events/welcome": an_object("known", known="boolean"),
        "server-events/key": an_object("key", key="string"),
        "server-events/shows": an_object("it", it="object"),
        "server-events/is": an_object("how", how="string", why="string"),
        "server-events/oops": an_object("why", why="string"),
    },
)

DIALECTS.register(TOY.name)(TOY)
