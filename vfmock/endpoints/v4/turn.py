"""What the two calls of v4 that play a turn have in common: how their request is read."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.actions import Action
from vfmock.core.events import ActionSend, ClientConfig, Event, SessionResume
from vfmock.endpoints.base import Request
from vfmock.endpoints.keys import session_key
from vfmock.types import JSON, JSONObject


def turn(request: Request, *, streams: bool) -> Sequence[Event]:
    """The session of the key, and the action. Only a stream can have completion events."""
    body: JSONObject = request.body
    config: JSONObject = body.get("config") or {}
    resume = SessionResume(
        session_key=session_key(request),
        config=ClientConfig(
            completion_events=streams and config.get("completionEvents", False),
            user_timezone=config.get("userTimezone"),
            state=asks_for_state(body),
        ),
    )
    action = ActionSend(action=Action(body["action"]), variables=variables(body))
    return resume, action


def asks_for_state(body: JSONObject) -> bool:
    """Whether the client wants the state of the conversation after the turn."""
    return body.get("state") is True


def variables(body: JSONObject) -> JSONObject:
    """The variables to set before the turn: those of a given state, then ``variables``."""
    state: JSON = body.get("state")
    of_state = state.get("variables", {}) if isinstance(state, dict) else {}
    return {**of_state, **body.get("variables", {})}
