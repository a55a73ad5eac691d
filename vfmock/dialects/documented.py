"""The documented dialect: the protocol page, event by event."""

from __future__ import annotations

from vfmock.core.actions import Action
from vfmock.core.effects import (
    ActionStatus,
    ActionTrace,
    ClientStarted,
    GeneralError,
    ServerRestart,
    SessionCreated,
    SessionEnded,
)
from vfmock.core.events import ActionSend, ClientConfig, ClientStart, SessionCreate
from vfmock.dialects.base import DIALECTS, ClientEvent, Dialect, ServerEvent
from vfmock.types import JSON, JSONObject


def client_start(payload: JSONObject) -> ClientStart:
    """``{userID, projectID, environmentID?, sessionKey?, authorization?, config?}``."""
    config = payload.get("config", {})
    return ClientStart(
        user_id=payload["userID"],
        project_id=payload["projectID"],
        environment_id=payload.get("environmentID"),
        session_key=payload.get("sessionKey"),
        authorization=payload.get("authorization"),
        config=ClientConfig(
            completion_events=config.get("completionEvents", False),
            audio_events=config.get("audioEvents", False),
            audio_encoding=config.get("audioEncoding", "audio/pcm"),
            user_timezone=config.get("userTimezone"),
        ),
    )


def session_create(payload: JSONObject) -> SessionCreate:
    """``{}``."""
    return SessionCreate()


def action_send(payload: JSONObject) -> ActionSend:
    """``{action, messageID?}``."""
    return ActionSend(action=Action(payload["action"]), message_id=payload.get("messageID"))


def message_id(payload: JSON) -> str | None:
    """The ``messageID`` of an ``action.send`` that is wrong in another place."""
    found = payload.get("messageID") if isinstance(payload, dict) else None
    return found if isinstance(found, str) and found else None


def client_started(effect: ClientStarted) -> JSONObject:
    """``{newSessionRequired}``."""
    return {"newSessionRequired": effect.new_session_required}


def session_created(effect: SessionCreated) -> JSONObject:
    """``{sessionKey}``."""
    return {"sessionKey": effect.session_key}


def session_ended(effect: SessionEnded) -> JSONObject:
    """``{reason}``."""
    return {"reason": effect.reason}


def action_trace(effect: ActionTrace) -> JSONObject:
    """``{trace, messageID}``."""
    return {"trace": effect.trace, "messageID": effect.message_id}


def action_status(effect: ActionStatus) -> JSONObject:
    """``{status, messageID, reason?}``."""
    payload = {"status": effect.status, "messageID": effect.message_id}
    if effect.reason is not None:
        payload["reason"] = effect.reason
    return payload


def server_restart(effect: ServerRestart) -> JSONObject:
    """``{action?}``."""
    return {} if effect.action is None else {"action": effect.action.raw}


def error(effect: GeneralError) -> JSONObject:
    """``{code?, error}``."""
    code = {} if effect.code is None else {"code": effect.code}
    return {**code, "error": effect.error}


DOCUMENTED = Dialect(
    name="documented",
    client_events={
        "client.start": ClientEvent(ClientStart, client_start),
        "session.create": ClientEvent(SessionCreate, session_create),
        "action.send": ClientEvent(ActionSend, action_send, message_id=message_id),
    },
    server_events={
        ClientStarted: ServerEvent("client.started", client_started),
        SessionCreated: ServerEvent("session.created", session_created),
        SessionEnded: ServerEvent("session.ended", session_ended),
        ActionTrace: ServerEvent("action.trace", action_trace),
        ActionStatus: ServerEvent("action.status", action_status),
        ServerRestart: ServerEvent("server.restart", server_restart),
        GeneralError: ServerEvent("error", error),
    },
)

DIALECTS.register(DOCUMENTED.name)(DOCUMENTED)
