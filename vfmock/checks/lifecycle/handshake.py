"""The initialization sequence and the end of sessions: what each event does to a connection."""

from __future__ import annotations

from vfmock.checks.lifecycle.exchange import Exchange
from vfmock.checks.lifecycle.state import (
    PendingCreate,
    PendingStart,
    TrackedConnection,
    TrackedSession,
)
from vfmock.checks.lifecycle.tables import (
    CLIENT,
    SERVER,
    SESSION_ENDED,
    ActionStage,
    HandshakePhase,
    ServerAnswer,
)
from vfmock.checks.payload_fields import text_of, value_of
from vfmock.types import JSON


def client_start(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """A handshake. A later one on the same connection is a fresh handshake."""
    number = exchange.line.number
    connection.misled = exchange.invalid
    if exchange.invalid:  # an error may be the answer, and then nothing changes
        given = payload if isinstance(payload, dict) else {}
        connection.starts.append(PendingStart(number, given, refused=True))
        return
    connection.phase, _ = CLIENT[connection.phase, "client.start"]
    known = exchange.sessions.get(payload.get("sessionKey") or "")
    connection.starts.append(
        PendingStart(number, payload, too_late=known is not None and known.ended)
    )
    connection.client = payload
    if exchange.abandoned(connection) is not None and not payload.get("sessionKey"):
        detail = f"got none of user {payload['userID']!r}, whose session has not ended"
        exchange.report("start.key-kept", detail, connection)


def session_create(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The client asks for a session."""
    before = connection.phase
    optional = exchange.invalid or before in (HandshakePhase.CONNECTED, HandshakePhase.STARTING)
    connection.creates.append(PendingCreate(exchange.line.number, optional))
    if exchange.invalid:
        return
    connection.phase, rule = CLIENT[before, "session.create"]
    if rule is not None and not connection.misled:
        exchange.report(
            rule, f"got {exchange.line.shown} in the state {before.value!r}", connection
        )


def client_started(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The answer to the oldest handshake that an ``error`` did not refuse."""
    waiting = connection.starts
    while len(waiting) > 1 and waiting[0].refused:
        waiting.pop(0)
    if not waiting:
        exchange.report("started.once", "got one that answers none", connection)
        return
    start = waiting.pop(0)
    connection.session = None
    key = text_of(start.payload, "sessionKey")
    known = exchange.sessions.get(key) if key is not None else None
    if value_of(payload, "newSessionRequired") is False:
        _resume(exchange, connection, start, known)
        return
    if known is not None:
        known.over = True
    asked = any(not create.optional for create in connection.creates)
    connection.phase = SERVER[ServerAnswer.REQUIRED_AND_ASKED if asked else ServerAnswer.REQUIRED]


def _resume(
    exchange: Exchange,
    connection: TrackedConnection,
    start: PendingStart,
    known: TrackedSession | None,
) -> None:
    """Bind the connection at once to the session of its key."""
    key = text_of(start.payload, "sessionKey")
    stranger = known is not None and not _is_owner(connection, known)
    if key is None:
        exchange.report("started.key", "got it for a client.start without one", connection)
    elif start.too_late:
        exchange.report("started.ended", "got newSessionRequired false", connection, session=known)
    elif stranger:
        detail = f"got newSessionRequired false for {connection.user[0]!r}"
        exchange.report("started.owner", detail, connection, session=known)
    if known is None or start.too_late or stranger:
        # Nothing is known of what happened in the session, so its actions in flight are not judged.
        known = TrackedSession(key=key, user=connection.user, whole=False, silence=True)
    known.over = known.ended  # perhaps it ended meanwhile: then this connection will be told too
    known.user = connection.user
    exchange.bind(connection, known)
    connection.phase = SERVER[ServerAnswer.RESUMED]


def _is_owner(connection: TrackedConnection, session: TrackedSession) -> bool:
    """Whether a session belongs to the connection's user. The user of a session may be unknown."""
    return session.user in (connection.user, (None, None))


def session_created(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The answer with a new session, and the key to resume it."""
    if connection.creates:
        connection.creates.pop(0)
    else:
        exchange.report("created.once", "got one that answers none", connection)
        if connection.phase is HandshakePhase.READY:
            return
    key = text_of(payload, "sessionKey")
    if key is not None and key in exchange.sessions:
        exchange.report("created.key", "got the key of a session before", connection)
    session = TrackedSession(key=key, user=connection.user, whole=True, silence=False)
    exchange.bind(connection, session)
    connection.phase = SERVER[ServerAnswer.CREATED]


def session_ended(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The session of a connection is over. Each connection of the session gets its own event."""
    session = connection.session
    if session is None:
        rule = "ended.once" if connection.former else "ended.session"
        exchange.report(rule, "got session.ended without a session", connection)
        return
    session.ended = session.over = True
    connection.session = None
    connection.former.append(session)
    connection.phase = SESSION_ENDED[connection.phase]


def error(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """An error may come at any point, and breaks no rule. It may be the answer to a handshake."""
    for start in connection.starts:
        if not start.refused:
            start.refused = True
            return


def server_restart(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The client has to reconnect, and may send the action again."""
    connection.restarted_at = exchange.line.number
    action, session = value_of(payload, "action"), connection.session
    if not isinstance(action, dict) or (session is not None and not session.whole):
        return
    running = [] if session is None else [*session.actions.values(), *session.unnamed]
    for one in running:
        is_open = one.stage in (ActionStage.SENT, ActionStage.ACCEPTED)
        if is_open and all(
            value_of(one.raw, key) == action.get(key) for key in ("type", "payload")
        ):
            return
    detail = f"got one of type {action.get('type')!r}, and none such runs"
    exchange.report("restart.action", detail, connection, session=session)
