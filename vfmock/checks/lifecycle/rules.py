"""The rules of the lifecycle: what each says, where it is written, and who breaks it.

``section`` is a section of the protocol page ("Interact (socket)"). If the page says nothing,
``section`` is the id of a decision in ``docs/protocol.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.checks.findings import Side
from vfmock.core.registry import Registry
from vfmock.types import Level


@dataclass(frozen=True, slots=True)
class CheckRule:
    """One rule. ``who`` is ``None`` if either side can break it."""

    id: str
    who: Side | None
    section: str
    sentence: str
    level: Level = "error"


RULES: Registry[CheckRule] = Registry("rule")

_START = "Initialization sequence"
_ACTION = "Action Lifecycle"
_STATUS = "action.status"
_TRACE = "action.trace"
_CONVERSATION = "Conversation Lifecycle"

_RULES = (
    # The handshake.
    CheckRule(
        "start.first", "client", "client.start", "client.start is the first that a client sends"
    ),
    CheckRule(
        "start.key-kept",
        "client",
        "session.created",
        "a client that reconnects sends the sessionKey of its session",
    ),
    CheckRule(
        "started.once", "server", "client.started", "client.started answers client.start, once"
    ),
    CheckRule(
        "started.key",
        "server",
        _START,
        "newSessionRequired is false only where a sessionKey was sent",
    ),
    CheckRule(
        "started.ended", "server", "session.ended", "a session that has ended is not resumed"
    ),
    CheckRule(
        "started.owner",
        "server",
        "decision.key-of-another",
        "the key of another user or project resumes nothing",
    ),
    CheckRule("create.wait", "client", _START, "session.create waits for client.started"),
    CheckRule(
        "create.required",
        "client",
        "session.create",
        "session.create is for a client that was told newSessionRequired: true",
    ),
    CheckRule("create.once", "client", _START, "after session.create, wait for session.created"),
    CheckRule(
        "created.once", "server", "session.created", "session.created answers session.create"
    ),
    CheckRule(
        "created.key", "server", "session.created", "a new session has a sessionKey of its own"
    ),
    # The action.
    CheckRule("action.ready", "client", _START, "an action is sent once the session is ready"),
    CheckRule(
        "action.ended",
        "client",
        "session.ended",
        "after session.ended there is no session to send an action to",
        "warning",
    ),
    CheckRule(
        "action.wait",
        "client",
        _ACTION,
        "an action waits until the one before is completed or rejected",
        "warning",
    ),
    CheckRule("action.id", "client", _STATUS, "a messageID is that of one action"),
    CheckRule(
        "action.no-reply",
        "client",
        "trace no-reply",
        "a no-reply action is for the silence that a no-reply trace asked about",
        "warning",
    ),
    CheckRule(
        "status.known", "server", _STATUS, "the messageID of a status is that of an action.send"
    ),
    CheckRule(
        "status.sender",
        "server",
        "decision.several-sockets",
        "a status goes to the connection that sent the action",
    ),
    CheckRule("status.completed", "server", _ACTION, "after 'completed' comes no other status"),
    CheckRule("status.rejected", "server", _ACTION, "after 'rejected' comes no other status"),
    CheckRule("accepted.once", "server", _ACTION, "an action is accepted once"),
    CheckRule("accepted.session", "server", "action.send", "an action needs a valid session"),
    CheckRule("rejected.once", "server", _ACTION, "an action is rejected once"),
    CheckRule("rejected.accepted", "server", _ACTION, "an action is either accepted or rejected"),
    CheckRule("completed.accepted", "server", _ACTION, "'completed' comes after 'accepted'"),
    CheckRule(
        "completed.rejected", "server", _ACTION, "an action that was rejected is not completed"
    ),
    CheckRule("completed.once", "server", _ACTION, "an action is completed once"),
    # Its answers.
    CheckRule("trace.session", "server", _TRACE, "a trace is of the session of its connection"),
    CheckRule(
        "trace.known", "server", _TRACE, "the messageID of a trace is that of an action.send"
    ),
    CheckRule("trace.accepted", "server", _ACTION, "traces come after 'accepted'"),
    CheckRule("trace.rejected", "server", _ACTION, "an action that was rejected has no traces"),
    CheckRule("trace.completed", "server", _ACTION, "after 'completed' come no more traces"),
    CheckRule(
        "completion.order",
        "server",
        "trace completion",
        "a completion is 'start', then 'content' repeated, then 'end'",
    ),
    CheckRule(
        "completion.end",
        "server",
        "trace completion",
        "a completion has an 'end' before 'completed'",
    ),
    CheckRule(
        "completion.asked",
        "server",
        "client.start",
        "completions are for those who set completionEvents",
    ),
    CheckRule(
        "audio.order",
        "server",
        "trace audio",
        "audio is 'start', then 'content' repeated, then 'end'",
    ),
    CheckRule("audio.end", "server", "trace audio", "audio has an 'end' before 'completed'"),
    CheckRule("audio.asked", "server", "client.start", "audio is for those who set audioEvents"),
    # What only the web chat's dialect has.
    CheckRule("cancel.once", "server", "webchat.out.cancel", "cancel answers cancel, once"),
    CheckRule(
        "cancel.running",
        "server",
        "webchat.out.cancel",
        "a cancellation succeeds only while an action of the client runs",
    ),
    CheckRule(
        "state.asked", "server", "webchat.out.state", "a state is for an action that is 'stateful'"
    ),
    CheckRule(
        "state.first",
        "server",
        "webchat.out.state",
        "an action that is 'stateful' has the state before 'completed'",
    ),
    CheckRule(
        "replay.asked",
        "server",
        "webchat.out.replay",
        "a replay is for a client that resumes its session with lastReceivedAt",
    ),
    # The end.
    CheckRule("ended.session", "server", _CONVERSATION, "only a session ends"),
    CheckRule("ended.once", "server", _CONVERSATION, "a session ends once"),
    CheckRule("ended.trace", "server", _CONVERSATION, "after session.ended come no traces"),
    CheckRule("ended.status", "server", _CONVERSATION, "after session.ended actions are rejected"),
    CheckRule(
        "restart.action",
        "server",
        "server.restart",
        "the action to replay is one that was in flight",
    ),
    # Any event.
    CheckRule("payload", None, "Payload", "a payload is as its schema wants it"),
    CheckRule(
        "event.known", None, "Client events, Server events", "an event is one of the protocol"
    ),
    CheckRule(
        "connection.closed", None, "Connection configuration", "a closed connection carries nothing"
    ),
    # What is still open when the transcript ends.
    CheckRule(
        "open.start", "server", "client.start", "client.start is answered with client.started"
    ),
    CheckRule("open.create", "server", "session.create", "session.create is answered"),
    CheckRule("open.cancel", "server", "webchat.out.cancel", "a cancellation is answered"),
    CheckRule("open.answer", "server", _ACTION, "an action is accepted or rejected"),
    CheckRule("open.action", "server", _ACTION, "an accepted action is completed"),
    CheckRule(
        "open.restart", "server", "server.restart", "after server.restart the connection closes"
    ),
)

for _rule in _RULES:
    RULES.register(_rule.id)(_rule)
