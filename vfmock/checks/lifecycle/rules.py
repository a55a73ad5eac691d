"""The rules of the lifecycle: what each says, where it is written, and who breaks it.

``section`` is a section of the protocol page ("Interact (socket)"), or, where the page is silent,
the id of a decision in ``docs/protocol.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.checks.findings import Who
from vfmock.core.registry import Registry
from vfmock.types import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``who`` is ``None`` where either side can break it."""

    id: str
    who: Who | None
    section: str
    sentence: str
    level: Level = "error"


RULES: Registry[Rule] = Registry("rule")

_START = "Initialization sequence"
_ACTION = "Action Lifecycle"
_STATUS = "action.status"
_TRACE = "action.trace"
_CONVERSATION = "Conversation Lifecycle"

_RULES = (
    # The handshake.
    Rule("start.first", "client", "client.start", "client.start is the first that a client sends"),
    Rule(
        "start.key-kept",
        "client",
        "session.created",
        "a client that reconnects sends the sessionKey of its session",
    ),
    Rule("started.once", "server", "client.started", "client.started answers client.start, once"),
    Rule(
        "started.key",
        "server",
        _START,
        "newSessionRequired is false only where a sessionKey was sent",
    ),
    Rule("started.ended", "server", "session.ended", "a session that has ended is not resumed"),
    Rule(
        "started.owner",
        "server",
        "decision.key-of-another",
        "the key of another user or project resumes nothing",
    ),
    Rule("create.wait", "client", _START, "session.create waits for client.started"),
    Rule(
        "create.required",
        "client",
        "session.create",
        "session.create is for a client that was told newSessionRequired: true",
    ),
    Rule("create.once", "client", _START, "after session.create, wait for session.created"),
    Rule("created.once", "server", "session.created", "session.created answers session.create"),
    Rule("created.key", "server", "session.created", "a new session has a sessionKey of its own"),
    # The action.
    Rule("action.ready", "client", _START, "an action is sent once the session is ready"),
    Rule(
        "action.ended",
        "client",
        "session.ended",
        "after session.ended there is no session to send an action to",
        "warning",
    ),
    Rule(
        "action.wait",
        "client",
        _ACTION,
        "an action waits until the one before is completed or rejected",
        "warning",
    ),
    Rule("action.id", "client", _STATUS, "a messageID is that of one action"),
    Rule(
        "action.no-reply",
        "client",
        "trace no-reply",
        "a no-reply action is for the silence that a no-reply trace asked about",
        "warning",
    ),
    Rule("status.known", "server", _STATUS, "the messageID of a status is that of an action.send"),
    Rule(
        "status.sender",
        "server",
        "decision.several-sockets",
        "a status goes to the connection that sent the action",
    ),
    Rule("status.completed", "server", _ACTION, "after 'completed' comes no other status"),
    Rule("status.rejected", "server", _ACTION, "after 'rejected' comes no other status"),
    Rule("accepted.once", "server", _ACTION, "an action is accepted once"),
    Rule("accepted.session", "server", "action.send", "an action needs a valid session"),
    Rule("rejected.once", "server", _ACTION, "an action is rejected once"),
    Rule("rejected.accepted", "server", _ACTION, "an action is either accepted or rejected"),
    Rule("completed.accepted", "server", _ACTION, "'completed' comes after 'accepted'"),
    Rule("completed.rejected", "server", _ACTION, "an action that was rejected is not completed"),
    Rule("completed.once", "server", _ACTION, "an action is completed once"),
    # Its answers.
    Rule("trace.session", "server", _TRACE, "a trace is of the session of its connection"),
    Rule("trace.known", "server", _TRACE, "the messageID of a trace is that of an action.send"),
    Rule("trace.accepted", "server", _ACTION, "traces come after 'accepted'"),
    Rule("trace.rejected", "server", _ACTION, "an action that was rejected has no traces"),
    Rule("trace.completed", "server", _ACTION, "after 'completed' come no more traces"),
    Rule(
        "completion.order",
        "server",
        "trace completion",
        "a completion is 'start', then 'content' repeated, then 'end'",
    ),
    Rule(
        "completion.end",
        "server",
        "trace completion",
        "a completion has an 'end' before 'completed'",
    ),
    Rule(
        "completion.asked",
        "server",
        "client.start",
        "completions are for those who set completionEvents",
    ),
    Rule(
        "audio.order",
        "server",
        "trace audio",
        "the audio of one messageID is 'start', then 'content' repeated, then 'end'",
    ),
    Rule("audio.end", "server", "trace audio", "audio has an 'end' before 'completed'"),
    Rule("audio.asked", "server", "client.start", "audio is for those who set audioEvents"),
    # The end.
    Rule("ended.session", "server", _CONVERSATION, "only a session ends"),
    Rule("ended.once", "server", _CONVERSATION, "a session ends once"),
    Rule("ended.trace", "server", _CONVERSATION, "after session.ended come no traces"),
    Rule("ended.status", "server", _CONVERSATION, "after session.ended actions are rejected"),
    Rule(
        "restart.action",
        "server",
        "server.restart",
        "the action to replay is one that was in flight",
    ),
    # Any event.
    Rule("payload", None, "Payload", "a payload is as its schema wants it"),
    Rule("event.known", None, "Client events, Server events", "an event is one of the protocol"),
    Rule(
        "connection.closed", None, "Connection configuration", "a closed connection carries nothing"
    ),
    # What is still open where the transcript ends.
    Rule("open.start", "server", "client.start", "client.start is answered with client.started"),
    Rule("open.create", "server", "session.create", "session.create is answered"),
    Rule("open.answer", "server", _ACTION, "an action is accepted or rejected"),
    Rule("open.action", "server", _ACTION, "an accepted action is completed"),
    Rule("open.restart", "server", "server.restart", "after server.restart the connection closes"),
)

for _rule in _RULES:
    RULES.register(_rule.id)(_rule)
