"""The points of the protocol page that a server can be checked for, in the order of the page.

Ids that begin with ``rule.`` come from ``docs/protocol.md``. Each transport has one id. The others
are the events of the server. If the page says nothing, there is no point, because a decision of the
mock is not a fact about Voiceflow. The points of the calls over HTTP are beside the probes that try
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vfmock.checks.lifecycle import RULES
from vfmock.errors import DuplicateName


@dataclass(frozen=True, slots=True)
class Point:
    """One point.

    ``section`` is the section of the protocol page or of the public reference. ``breaks`` are the
    rules of the lifecycle that a server breaks if it fails this point. ``needs`` says what is
    needed to try the point; it is empty if every server can be tried.
    """

    id: str
    section: str
    sentence: str
    breaks: tuple[str, ...] = ()
    needs: str = ""


_CONNECTION = "Connection configuration"
_LIFECYCLE = "Lifecycle"
_START = "Initialization sequence"
_ACTION = "Action Lifecycle"
_CONVERSATION = "Conversation Lifecycle"
_SHAPE = "its payload is as the page says"

_POINTS = (
    Point("rule.path", _CONNECTION, "the Socket.IO path is /v4/interact/socket"),
    Point("rule.transports.websocket", _CONNECTION, "websocket works"),
    Point("rule.transports.polling", _CONNECTION, "polling works"),
    Point("rule.transports.upgrade", _CONNECTION, "polling is upgraded to websocket"),
    Point("rule.session", _LIFECYCLE, "a client disconnects and reconnects within one session"),
    # The handshake.
    Point("rule.init.1", _START, "wait for connect"),
    Point("rule.init.2", _START, "send client.start"),
    Point("rule.init.3", _START, "wait for client.started", ("started.once", "open.start")),
    Point(
        "rule.init.4",
        _START,
        "if a new session is required: session.create, session.created, a sessionKey",
        ("started.key", "created.once", "created.key", "open.create"),
    ),
    Point("rule.init.4.resumed", _START, "if not, no session.create is needed"),
    Point("rule.init.5", _START, "the agent is ready for interactions"),
    Point("rule.reconnect", "client.start", "the sessionKey resumes the session"),
    Point("rule.key.changed", "session.created", "a sessionKey that was changed resumes nothing"),
    Point(
        "rule.key.foreign", "session.created", "a sessionKey with another signature resumes nothing"
    ),
    Point("rule.key.expired", "session.created", "a sessionKey that has expired resumes nothing"),
    # Actions.
    Point("rule.action.1", _ACTION, "a new action is sent with action.send"),
    Point(
        "rule.action.2",
        _ACTION,
        "it gets a status, accepted or rejected",
        (
            "status.known",
            "status.rejected",
            "accepted.once",
            "rejected.once",
            "rejected.accepted",
            "completed.accepted",
            "open.answer",
        ),
    ),
    Point(
        "rule.action.3",
        _ACTION,
        "if accepted: answers come as action.trace",
        ("trace.session", "trace.known", "trace.accepted", "trace.rejected"),
    ),
    Point(
        "rule.action.4",
        _ACTION,
        "if accepted: at the end comes the status completed",
        (
            "status.completed",
            "completed.once",
            "completed.rejected",
            "trace.completed",
            "open.action",
        ),
    ),
    Point(
        "rule.action.session",
        "action.send",
        "a valid session must exist before an action",
        ("accepted.session",),
    ),
    Point("rule.action.overlap", _ACTION, "an action while another runs is supported"),
    # Conversations.
    Point("rule.start.launch", _CONVERSATION, "a launch action starts the conversation"),
    Point(
        "rule.start.event",
        _CONVERSATION,
        "an event action starts it from a specific point",
        needs="the name of an event of the agent (--event)",
    ),
    Point(
        "rule.end",
        _CONVERSATION,
        "session.ended is the end of the conversation",
        ("started.ended", "ended.session", "ended.once", "ended.trace", "ended.status"),
        needs="an agent that ends: say what makes it (--say)",
    ),
    Point(
        "rule.end.timeout",
        _CONVERSATION,
        "a session may end because of a timeout",
        needs="a session that times out meanwhile",
    ),
    Point(
        "rule.completions",
        "client.start",
        "with completionEvents, and only then, answers come in live chunks",
        ("completion.order", "completion.end", "completion.asked"),
        needs="an agent that streams: say what makes it (--say)",
    ),
    Point(
        "rule.audio",
        "client.start",
        "with audioEvents, and only then, speech comes in chunks",
        ("audio.order", "audio.end", "audio.asked"),
        needs="an agent that speaks: say what makes it (--say)",
    ),
    Point(
        "rule.restart",
        "server.restart",
        "after server.restart the client goes on elsewhere",
        ("open.restart",),
        needs="the server to restart meanwhile",
    ),
    Point(
        "rule.restart.replay",
        "server.restart",
        "the action in flight can be sent again",
        ("restart.action",),
        needs="the server to restart with an action in flight",
    ),
    Point(
        "rule.error",
        "error",
        "an error may come at any point",
        needs="an error, and the page says of nothing that it makes one",
    ),
    # The shape of what the server sends.
    Point("client.started", "client.started", _SHAPE),
    Point("session.created", "session.created", _SHAPE),
    Point("session.ended", "session.ended", _SHAPE, needs="a session that ends: see rule.end"),
    Point("action.trace", "action.trace", _SHAPE),
    Point("action.status", "action.status", _SHAPE),
    Point("server.restart", "server.restart", _SHAPE, needs="a restart: see rule.restart"),
    Point("error", "error", _SHAPE, needs="an error: see rule.error"),
)


def points_by_id(points: Iterable[Point]) -> Mapping[str, Point]:
    """Points by their ids, in the given order.

    Raises:
        DuplicateName: two have the same id.
    """
    found: dict[str, Point] = {}
    for point in points:
        if found.setdefault(point.id, point) is not point:
            raise DuplicateName(f"two points are named {point.id!r}")
    return found


POINTS = points_by_id(_POINTS)
"""The points by their ids, in the order of the page."""


def broken_by(points: Mapping[str, Point]) -> Mapping[str, str]:
    """The point for each rule of the lifecycle.

    If a rule of the server is missing here, the points are of another dialect, no section of the
    page has it (it is a decision of the mock), or the rule holds for every event.
    """
    return {rule: point.id for point in points.values() for rule in point.breaks}


def is_of_the_mock(rule_id: str) -> bool:
    """Whether a rule of the lifecycle is the mock's own decision."""
    return RULES[rule_id].section.startswith("decision.")
