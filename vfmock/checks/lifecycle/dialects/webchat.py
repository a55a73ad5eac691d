"""The dialect of Voiceflow's own web chat.

Its events have no messageID. So a status is that of the oldest action of its connection that can
have it. A trace is that of the action that runs, if nobody else can have caused it. The client
ignores 'accepted', so a server may leave it out. It is not told why a turn was completed, so nobody
can say whether a stream was cut.
"""

from __future__ import annotations

from collections.abc import Iterator

from vfmock.checks.lifecycle import handshake, turns
from vfmock.checks.lifecycle.dialects.base import CHECKED_DIALECTS, CheckedDialect
from vfmock.checks.lifecycle.exchange import Exchange
from vfmock.checks.lifecycle.state import (
    PendingCreate,
    TrackedAction,
    TrackedConnection,
    TrackedSession,
)
from vfmock.checks.lifecycle.tables import ActionStage, HandshakePhase
from vfmock.checks.payload_fields import text_of, value_of
from vfmock.types import JSON

EARLY = (HandshakePhase.CONNECTED, HandshakePhase.STARTING)
"""The phases in which this client may ask for a session, though it does not know if it needs one.
"""

STAGES = {
    "accepted": (ActionStage.SENT, ActionStage.ACCEPTED),
    "rejected": (ActionStage.SENT, ActionStage.ACCEPTED),
    "completed": (ActionStage.ACCEPTED, ActionStage.SENT),
}
"""The stages of an action that can have a status: first the right one, then the next likely."""


# What the client sends.


def start(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """A handshake. What came since a moment may be replayed after it.

    An earlier one without an answer was refused: the dialect has no word for that.
    """
    for earlier in connection.starts:
        earlier.refused = True
    handshake.client_start(exchange, connection, payload)
    connection.replay_asked = value_of(payload, "lastReceivedAt") is not None


def session_key_update(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The client asks for a session, perhaps before it knows if it needs one."""
    if connection.phase in EARLY:
        connection.creates.append(PendingCreate(exchange.line.number))
    else:
        handshake.session_create(exchange, connection, payload)


def action(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The user does something."""
    turns.action_send(exchange, connection, payload)
    sent, config = connection.sent[-1], value_of(payload, "config")
    sent.is_stateful = value_of(config, "stateful") is True
    if isinstance(config, dict) and sent.config is not None:
        sent.config = {**sent.config, **config}


def cancel(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The client wants no more answers."""
    connection.cancels.append(exchange.line.number)


def keep_alive(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The user is still there."""


# What the server sends.


def session_key(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The key of a session that was made, or of the one that was resumed."""
    session, key = connection.session, text_of(payload, "sessionKey")
    if session is not None and session.key == key and connection.creates:
        connection.creates.pop(0)
    else:
        handshake.session_created(exchange, connection, payload)


def status(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The status of an action of this connection."""
    word = value_of(payload, "status")
    if not isinstance(word, str) or word not in STAGES:
        return
    found = _of_status(connection, word)
    if found is None:
        session = connection.session
        detail = f"got {word!r} without an action"
        exchange.report("status.known", detail, connection, session=session)
        return
    if word == "completed":
        _accept(found)
    if word == "completed" and found.stage is ActionStage.ACCEPTED:
        if found.is_stateful and not connection.has_state:
            exchange.report("state.first", "got 'completed' before it", connection, action=found)
        connection.has_state = False
    turns.take_status(exchange, connection, found, word)


def trace(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """An answer of the agent."""
    said, session = value_of(payload, "trace"), connection.session
    if session is None:
        turns.trace_without_session(exchange, connection, said, None)
        return
    if _may_be_of_others(connection, session):
        session.silence = session.silence or value_of(said, "type") == "no-reply"
        return
    found = _latest(connection)
    if found is None:
        detail = f"got a {value_of(said, 'type')!r} trace before any action"
        exchange.report("trace.known", detail, connection, session=session)
    else:
        _accept(found)
        turns.take_trace(exchange, connection, session, found, said)


def state(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The state of the conversation, at the end of a turn."""
    stateful = (one for one in _open(connection) if one.is_stateful)
    running = next(stateful, None)
    if running is None:
        detail = "no such action runs"
        exchange.report("state.asked", detail, connection, session=connection.session)
    else:
        exchange.touched = running
        connection.has_state = True


def cancelled(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The answer to a cancellation."""
    if not connection.cancels:
        exchange.report("cancel.once", "got one that answers none", connection)
        return
    connection.cancels.pop(0)
    if value_of(payload, "success") is True and not list(_open(connection)):
        detail = "got success true, and none runs"
        exchange.report("cancel.running", detail, connection, session=connection.session)


def replay(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """What came while the client was away."""
    if not connection.replay_asked or connection.session is None:
        detail = "got one that was not asked for"
        exchange.report("replay.asked", detail, connection, session=connection.session)
    connection.replay_asked = False


def finish(exchange: Exchange, connection: TrackedConnection) -> None:
    """Report the cancellations without an answer."""
    for line in connection.cancels:
        exchange.report("open.cancel", "nothing came", connection, line=line)


# Which action an event belongs to.


def _of_status(connection: TrackedConnection, word: str) -> TrackedAction | None:
    """The action of a status. The state comes only before the end of an action that wants it."""
    for stage in STAGES[word]:
        found = [one for one in _open(connection) if one.stage is stage]
        if word == "completed":
            wanted = [one for one in found if one.is_stateful is connection.has_state]
            found = wanted or found
        if found:
            return found[0]
    return connection.sent[-1] if connection.sent else None


def _accept(action: TrackedAction) -> None:
    """The action was accepted, even if nobody said so."""
    if action.stage is ActionStage.SENT:
        action.stage = ActionStage.ACCEPTED


def _latest(connection: TrackedConnection) -> TrackedAction | None:
    """The action that runs, or else the oldest that waits, or else the latest that is over."""
    waiting = list(_open(connection))
    running = [one for one in waiting if one.stage is ActionStage.ACCEPTED]
    return next(iter([*running, *waiting, *reversed(connection.sent)]), None)


def _may_be_of_others(connection: TrackedConnection, session: TrackedSession) -> bool:
    """Whether a trace may belong to another action than the only one of this connection that runs:
    one of another client, one that was pushed, or one from before the transcript."""
    known = [*session.actions.values(), *session.unnamed]
    running = [one for one in known if one.stage is ActionStage.ACCEPTED]
    strange = [one for one in known if one.pushed or one.sender is not connection]
    return len(running) > 1 or bool(strange) or session.pushes > 0 or not session.whole


def _open(connection: TrackedConnection) -> Iterator[TrackedAction]:
    """The actions of a connection that are not over, oldest first."""
    for one in connection.sent:
        is_current = one.session is None or not one.session.ended
        if is_current and one.stage not in turns.OVER:
            yield one


WEBCHAT = CheckedDialect(
    name="webchat",
    handlers={
        ("in", "start"): start,
        ("in", "session-key-update"): session_key_update,
        ("in", "action"): action,
        ("in", "cancel"): cancel,
        ("in", "keep-alive"): keep_alive,
        ("out", "start"): handshake.client_started,
        ("out", "session-key-update"): session_key,
        ("out", "session-ended"): handshake.session_ended,
        ("out", "trace"): trace,
        ("out", "action"): status,
        ("out", "cancel"): cancelled,
        ("out", "state"): state,
        ("out", "replay"): replay,
    },
    finish=finish,
)

CHECKED_DIALECTS.register(WEBCHAT.name)(WEBCHAT)
