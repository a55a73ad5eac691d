"""The action lifecycle: an action, its statuses and its traces."""

from __future__ import annotations

from itertools import chain

from vfmock.checks.lifecycle.exchange import Exchange
from vfmock.checks.lifecycle.state import TrackedAction, TrackedConnection, TrackedSession
from vfmock.checks.lifecycle.tables import (
    CLIENT,
    PART,
    STATUS,
    TRACE,
    ActionStage,
    HandshakePhase,
    StreamStage,
)
from vfmock.checks.payload_fields import text_of, value_of
from vfmock.types import JSON

OVER = (ActionStage.REJECTED, ActionStage.COMPLETED)
"""The stages of an action that is over."""

FLAGS = {"completion": "completionEvents", "audio": "audioEvents"}
"""The traces that come in parts, and the client's setting for them."""


def action_send(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The user does something."""
    before = connection.phase
    session = connection.session
    config = None if connection.client is None else connection.client.get("config")
    action = TrackedAction(
        line=exchange.line.number,
        sender=connection,
        raw=value_of(payload, "action"),
        message_id=text_of(payload, "messageID"),
        config=config if isinstance(config, dict) else None if connection.client is None else {},
        # Before the handshake an error is the answer.
        optional=exchange.invalid
        or connection.misled
        or before in (HandshakePhase.CONNECTED, HandshakePhase.STARTING),
        lost=connection.lost,
    )
    exchange.touched = action
    connection.phase, rule = CLIENT[before, "action.send"]
    if rule is not None and not connection.misled:
        exchange.report(
            rule, f"got {exchange.line.shown} in the state {before.value!r}", connection
        )
    _look_for_running(exchange, connection, action)
    connection.sent.append(action)
    _look_for_twin(exchange, connection, action)
    if action.message_id is None:
        connection.unnamed.append(action)
    else:
        connection.actions[action.message_id] = action
    if session is not None:
        exchange.join(action, session)
        if value_of(action.raw, "type") == "no-reply" and not session.silence:
            detail = "got one that no trace asked for"
            exchange.report("action.no-reply", detail, connection, session=session)
        session.silence = False


def _look_for_running(
    exchange: Exchange, connection: TrackedConnection, action: TrackedAction
) -> None:
    """The page: "Try to not send a new action while an existing action is running".

    The client only knows the actions that it sent here itself. The end of a call can't wait.
    """
    running = [one for one in connection.running if _runs(connection, one)]
    if running and value_of(action.raw, "type") != "end":
        detail = f"got one while that of line {running[0].line} runs"
        exchange.report("action.wait", detail, connection, session=connection.session)
    connection.running = [*running, action]


def _runs(connection: TrackedConnection, action: TrackedAction) -> bool:
    """Whether an action is under way in the current session of its connection."""
    if action.session is None or action.session is not connection.session:
        return False
    is_open = action.stage is ActionStage.ACCEPTED or (
        action.stage is ActionStage.SENT and not action.optional
    )
    return is_open and not action.exempt and not action.lost


def _look_for_twin(
    exchange: Exchange, connection: TrackedConnection, action: TrackedAction
) -> None:
    """Two actions with one messageID can't be told apart, so both are ignored from now on."""
    if action.message_id is None:
        return
    session = connection.session
    known = connection.actions if session is None else session.actions
    twin = known.get(action.message_id)
    if twin is not None and twin.stage is not ActionStage.REJECTED and not twin.lost:
        detail = f"got {action.message_id!r} again, first on line {twin.line}"
        exchange.report("action.id", detail, connection, action=action)
        twin.exempt = action.exempt = True


def action_status(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """The status of an action."""
    message_id, status = text_of(payload, "messageID"), value_of(payload, "status")
    if message_id is None or status not in ("accepted", "rejected", "completed"):
        return
    action = _find_for_status(exchange, connection, message_id)
    if action is None:
        return
    take_status(exchange, connection, action, str(status))
    if status == "completed" and value_of(payload, "reason") is None:
        _look_for_open_streams(exchange, connection, action)


def take_status(
    exchange: Exchange, connection: TrackedConnection, action: TrackedAction, status: str
) -> None:
    """A status of a known action."""
    exchange.touched = action
    if action.session is not None and action.session in connection.former and status != "rejected":
        exchange.report("ended.status", f"got {status!r}{_for(action)}", connection, action=action)
    elif status == "accepted" and action.session is None:
        if connection.session is not None:  # the action was sent too early, and the server waited
            exchange.join(action, connection.session)
        else:
            detail = f"got 'accepted'{_for(action)} without one"
            exchange.report("accepted.session", detail, connection, action=action)
    before = action.stage
    action.stage, rule = STATUS[before, status]
    if rule is not None:
        settled = f", after {before.value!r} on line {action.settled_at}"
        after = settled if action.settled_at else ""
        detail = f"got {status!r}{_for(action)}{after}"
        exchange.report(rule, detail, connection, action=action)
    action.settled_at = exchange.line.number


def _for(action: TrackedAction) -> str:
    """Which action it is, in words."""
    return f" for messageID {action.message_id!r}" if action.message_id else ""


def _find_for_status(
    exchange: Exchange, connection: TrackedConnection, message_id: str
) -> TrackedAction | None:
    """The action of a status. It belongs to this connection, unless something is wrong."""
    own = connection.actions.get(message_id)
    if own is not None:
        return own
    session = connection.session
    of_session = None if session is None else session.actions.get(message_id)
    if of_session is not None and of_session.pushed:
        return of_session
    if of_session is None and connection.unnamed:
        action = connection.unnamed[0]
        exchange.name(action, message_id)
        return action
    if session is not None and session.pushes:
        return None
    others = (other.actions.get(message_id) for other in exchange.connections)
    other = of_session or next(filter(None, others), None)
    if other is not None:
        detail = f"got one for messageID {message_id!r}, which {other.sender.id or 'another'} sent"
        exchange.report("status.sender", detail, connection, action=other)
    else:
        detail = f"got the unknown messageID {message_id!r}"
        exchange.report("status.known", detail, connection, session=session)
    return None


def action_trace(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """An answer of the agent."""
    message_id, trace = text_of(payload, "messageID"), value_of(payload, "trace")
    if message_id is None:
        return
    session = connection.session
    if session is None:
        trace_without_session(exchange, connection, trace, connection.actions.get(message_id))
        return
    action = session.actions.get(message_id) or _adopt(connection, session, exchange, message_id)
    if action is None:
        kind = value_of(trace, "type")
        detail = f"got a {kind!r} trace with the unknown messageID {message_id!r}"
        exchange.report("trace.known", detail, connection, session=session)
        return
    take_trace(exchange, connection, session, action, trace)


def trace_without_session(
    exchange: Exchange, connection: TrackedConnection, trace: JSON, action: TrackedAction | None
) -> None:
    """A trace on a connection without a session."""
    exchange.touched = action
    rule, kind = "ended.trace" if connection.former else "trace.session", value_of(trace, "type")
    exchange.report(rule, f"got a {kind!r} trace without one", connection, action=action)


def take_trace(
    exchange: Exchange,
    connection: TrackedConnection,
    session: TrackedSession,
    action: TrackedAction,
    trace: JSON,
) -> None:
    """A trace of a known action."""
    kind = str(value_of(trace, "type"))
    exchange.touched = action
    _take_trace(exchange, connection, action, kind)
    if kind == "no-reply":
        session.silence = True
    elif kind in FLAGS:
        _take_part(exchange, connection, action, kind, value_of(trace, "payload"))


def _adopt(
    connection: TrackedConnection, session: TrackedSession, exchange: Exchange, message_id: str
) -> TrackedAction | None:
    """Find the action of a trace whose messageID was never seen; ``None``: there is none.

    An action that is over is the last choice. It is one of a client that knows no messageIDs.
    """
    lost = [action for action in session.unnamed if action.lost]
    if not lost and (session.pushes or not session.whole):
        session.pushes = max(session.pushes - 1, 0)
        line = exchange.line.number if session.whole else 0  # from before the transcript
        action = TrackedAction(line, connection, stage=ActionStage.ACCEPTED, pushed=True)
        action.message_id = message_id
        exchange.join(action, session)
        return action
    candidates = [one for one in lost or session.unnamed if one.stage is not ActionStage.REJECTED]
    if not candidates:
        return None
    oldest = next((one for one in candidates if one.stage not in OVER), candidates[-1])
    exchange.name(oldest, message_id)
    return oldest


def _take_trace(
    exchange: Exchange, connection: TrackedConnection, action: TrackedAction, kind: str
) -> None:
    action.stage, rule = TRACE[action.stage, action.lost]
    elsewhere = connection is not action.sender
    if elsewhere and action.stage is not ActionStage.REJECTED:
        return  # events on two connections have no order
    if rule is not None:
        after = f", {action.stage.value} on line {action.settled_at}" if action.settled_at else ""
        detail = f"got a {kind!r} trace{_for(action)}{after}"
        exchange.report(rule, detail, connection, action=action)


def _take_part(
    exchange: Exchange,
    connection: TrackedConnection,
    action: TrackedAction,
    kind: str,
    payload: JSON,
) -> None:
    """A part of a completion or of audio. Only its start has a messageID of its own."""
    if action.config is not None and not action.config.get(FLAGS[kind]):
        detail = f"got a {kind} for a client that did not set {FLAGS[kind]}"
        exchange.report(f"{kind}.asked", detail, connection, action=action)
    part = value_of(payload, "state")
    key = (connection.id, kind)
    before = action.streams.get(key, StreamStage.NONE)
    if not isinstance(part, str) or (before, part) not in PART:
        return
    action.streams[key], legal = PART[before, part]
    if before is StreamStage.NONE and connection.joined > action.line:
        return  # this connection came to the session in the middle
    if not legal:
        detail = f"got {part!r} where it was {before.value!r}{_for(action)}"
        exchange.report(f"{kind}.order", detail, connection, action=action)


def _look_for_open_streams(
    exchange: Exchange, connection: TrackedConnection, action: TrackedAction
) -> None:
    """A turn that ran to its end must have ended its streams. A turn with a reason was cut."""
    for (name, kind), stage in action.streams.items():
        if stage is StreamStage.OPEN and name == connection.id:
            detail = f"got none before 'completed' of messageID {action.message_id!r}"
            exchange.report(f"{kind}.end", detail, connection, action=action)


def push(exchange: Exchange, connection: TrackedConnection, payload: JSON) -> None:
    """A note: an action came in outside the socket. Its traces have no action.send."""
    session = connection.session
    if session is None:
        return
    message_id = payload if isinstance(payload, str) else text_of(payload, "messageID")
    if not message_id:
        session.pushes += 1
        return
    action = TrackedAction(
        exchange.line.number, connection, stage=ActionStage.ACCEPTED, pushed=True
    )
    action.message_id = message_id
    exchange.join(action, session)


def open_actions(exchange: Exchange, connection: TrackedConnection) -> None:
    """The actions that were not answered or completed when the transcript ends."""
    rules = {ActionStage.SENT: "open.answer", ActionStage.ACCEPTED: "open.action"}
    twins = chain(connection.unnamed, connection.actions.values())
    for action in sorted({id(one): one for one in twins}.values(), key=lambda one: one.line):
        over = action.session is not None and action.session.ended
        if over or action.optional or action.lost or action.stage not in rules:
            continue
        given = f" for messageID {action.message_id!r}" if action.message_id else ""
        detail = f"nothing more came{given}"
        rule = rules[action.stage]
        exchange.report(rule, detail, connection, action=action, line=action.line)
