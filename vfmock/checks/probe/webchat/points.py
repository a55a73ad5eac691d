"""The points of the web chat's dialect, in the order of a report.

Voiceflow does not document this dialect. Its facts were learned from the published client, so a
later version of the client may want something else.
"""

from __future__ import annotations

from vfmock.checks.conformance import Point
from vfmock.checks.conformance.points import points_by_id

_HANDSHAKE = "webchat.in.start"
_ACTION = "webchat.in.action"
_SHAPE = "its payload is as the client reads it"

WEBCHAT_POINTS = points_by_id(
    (
        Point("webchat.transports.websocket", _HANDSHAKE, "websocket works"),
        Point("webchat.transports.polling", _HANDSHAKE, "polling works"),
        Point(
            "webchat.start",
            _HANDSHAKE,
            "start is answered, and says whether a session is needed",
            ("started.once", "started.key", "started.ended", "open.start"),
        ),
        Point(
            "webchat.key",
            _HANDSHAKE,
            "session-key-update brings the key of a session",
            ("created.once", "created.key", "open.create"),
        ),
        Point("webchat.key.early", _HANDSHAKE, "session-key-update may come before start"),
        Point("webchat.resume", _HANDSHAKE, "the sessionKey resumes the session"),
        Point(
            "webchat.stale",
            _HANDSHAKE,
            "a sessionKey that was changed resumes nothing, and the socket stays up",
        ),
        Point(
            "webchat.foreign",
            _HANDSHAKE,
            "a sessionKey with another signature resumes nothing, and the socket stays up",
        ),
        Point(
            "webchat.replay",
            "webchat.out.replay",
            "what came after lastReceivedAt is told again",
            ("replay.asked",),
        ),
        Point(
            "webchat.action",
            _ACTION,
            "an action is completed or rejected",
            (
                "status.known",
                "status.completed",
                "status.rejected",
                "accepted.once",
                "accepted.session",
                "rejected.once",
                "rejected.accepted",
                "completed.once",
                "completed.rejected",
                "open.answer",
                "open.action",
            ),
        ),
        Point(
            "webchat.trace",
            _ACTION,
            "answers come as traces before the end of the turn",
            (
                "trace.session",
                "trace.known",
                "trace.rejected",
                "trace.completed",
                "completion.order",
                "completion.end",
                "completion.asked",
                "audio.order",
                "audio.end",
                "audio.asked",
            ),
        ),
        Point(
            "webchat.state",
            "webchat.out.state",
            "a client that keeps the state gets it before the end of a turn",
            ("state.asked", "state.first"),
        ),
        Point(
            "webchat.cancel",
            "webchat.in.cancel",
            "cancel is answered",
            ("cancel.once", "cancel.running", "open.cancel"),
        ),
        Point(
            "webchat.cancel.running",
            "webchat.in.cancel",
            "an action that is cancelled is completed",
            needs="an agent that takes its time: say what makes it (--say)",
        ),
        Point("webchat.keep-alive", "webchat.in.keep-alive", "keep-alive disturbs nothing"),
        Point(
            "webchat.end",
            "webchat.out.session-ended",
            "session-ended is the end of the conversation",
            ("ended.session", "ended.once", "ended.trace", "ended.status"),
            needs="an agent that ends: say what makes it (--say)",
        ),
        # The shape of what the server sends.
        Point("start", "webchat.out.start", _SHAPE),
        Point("session-key-update", "webchat.out.session-key-update", _SHAPE),
        Point("trace", "webchat.out.trace", _SHAPE),
        Point("action", "webchat.out.action", _SHAPE),
        Point("state", "webchat.out.state", _SHAPE),
        Point("cancel", "webchat.out.cancel", _SHAPE),
        Point("replay", "webchat.out.replay", _SHAPE),
        Point(
            "session-ended",
            "webchat.out.session-ended",
            _SHAPE,
            needs="a session that ends: see webchat.end",
        ),
    )
)
