"""The dialect of Voiceflow's own web chat, as its published client speaks it.

It has no word for an error or a restart, and no ids of actions: a client waits until its action is
completed before it sends the next one. Voiceflow does not document it. The source is the npm
package ``@voiceflow/sdk-runtime`` 1.69.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import get_args

from vfmock.core.actions import Action
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    ClientStarted,
    Replayed,
    SessionCreated,
    SessionEnded,
    StateShown,
)
from vfmock.core.events import (
    ActionCancel,
    ActionConfig,
    ActionSend,
    AudioEncoding,
    ClientConfig,
    ClientStart,
    KeepAlive,
    SessionCreate,
)
from vfmock.core.log_line import LogLine
from vfmock.dialects.base import DIALECTS, ClientEvent, Dialect, ServerEvent
from vfmock.types import JSON, JSONObject

DEFAULT_VERSION = "production"
"""The version that a client without an environment talks to."""

ENCODINGS: Mapping[str, AudioEncoding] = {one: one for one in get_args(AudioEncoding)}
"""The encodings that are known. Any other is PCM, for which the client's word is not published."""

DETAILS = ("os", "device", "browser")
"""What the client says of itself. It is in the transcript of its session."""


def start(payload: JSONObject) -> ClientStart:
    """``{userID, projectID, environmentID?, versionVariant?, sessionKey?, authorization?,
    lastReceivedAt?, state?, config?}``. ``lastReceivedAt`` is Unix milliseconds."""
    config = payload.get("config") or {}
    since = payload.get("lastReceivedAt")
    return ClientStart(
        user_id=payload["userID"],
        project_id=payload["projectID"],
        environment_id=payload.get("environmentID"),
        session_key=payload.get("sessionKey"),
        authorization=payload.get("authorization"),
        version=payload.get("versionVariant"),
        since=None if since is None else since / 1000,
        state=payload.get("state"),
        details={name: config[name] for name in DETAILS if name in config},
        config=ClientConfig(
            completion_events=config.get("completionEvents", False),
            audio_events=config.get("audioEvents", False),
            audio_encoding=ENCODINGS.get(config.get("audioEncoding", ""), "audio/pcm"),
            user_timezone=config.get("userTimezone"),
        ),
    )


def session_key_update(payload: None) -> SessionCreate:
    """Nothing. It may come before ``start``."""
    return SessionCreate(may_wait=True)


def action(payload: JSONObject) -> ActionSend:
    """``{action, config?: {stateful?, audioEvents?, guidedNavigation?}}``."""
    config = payload.get("config") or {}
    return ActionSend(
        action=Action(payload["action"]),
        config=ActionConfig(audio_events=config.get("audioEvents"), state=config.get("stateful")),
    )


def cancel(payload: None) -> ActionCancel:
    """Nothing."""
    return ActionCancel()


def keep_alive(payload: None) -> KeepAlive:
    """Nothing."""
    return KeepAlive()


def started(effect: ClientStarted) -> JSONObject:
    """``{versionID, newSessionRequired}``."""
    version = effect.environment_id or DEFAULT_VERSION
    return {"versionID": version, "newSessionRequired": effect.new_session_required}


def session_key(effect: SessionCreated) -> JSONObject:
    """``{sessionKey}``."""
    return {"sessionKey": effect.session_key}


def trace(effect: ActionTrace) -> JSONObject:
    """``{trace}``."""
    return {"trace": effect.trace}


def state(effect: StateShown) -> JSONObject:
    """``{state}``."""
    return {"state": effect.state}


def status(effect: ActionStatus) -> JSONObject:
    """``{status}``. The client hears no reason."""
    return {"status": effect.status}


def cancelled(effect: ActionCancelled) -> JSONObject:
    """``{success}``."""
    return {"success": effect.success}


def replay(effect: Replayed) -> JSONObject:
    """``{replay: [{type, data, createdAt}]}``."""
    return {"replay": [_replayed(line) for line in effect.lines]}


def _replayed(line: LogLine) -> JSON:
    at = datetime.fromtimestamp(line.at, UTC).isoformat(timespec="milliseconds")
    return {"type": line.type, "data": line.data, "createdAt": at.replace("+00:00", "Z")}


WEBCHAT = Dialect(
    name="webchat",
    client_events={
        "start": ClientEvent(ClientStart, start),
        "session-key-update": ClientEvent(SessionCreate, session_key_update, payload=False),
        "action": ClientEvent(ActionSend, action),
        "cancel": ClientEvent(ActionCancel, cancel, payload=False),
        "keep-alive": ClientEvent(KeepAlive, keep_alive, payload=False),
    },
    server_events={
        ClientStarted: ServerEvent("start", started),
        SessionCreated: ServerEvent("session-key-update", session_key),
        SessionEnded: ServerEvent("session-ended"),
        ActionTrace: ServerEvent("trace", trace),
        ActionStatus: ServerEvent("action", status),
        ActionCancelled: ServerEvent("cancel", cancelled),
        StateShown: ServerEvent("state", state),
        Replayed: ServerEvent("replay", replay),
    },
)

DIALECTS.register(WEBCHAT.name)(WEBCHAT)
