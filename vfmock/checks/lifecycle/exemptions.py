"""Exemptions: a fault was applied on purpose, and the checker ignores what follows.

The turn of the fault is exempt, or else the connection and its session. If a fault does not change
the order of events (such as latency or a lost connection), nothing is exempt.
"""

from __future__ import annotations

import re

from vfmock.checks.lifecycle.exchange import Exchange
from vfmock.checks.lifecycle.line import Line
from vfmock.checks.lifecycle.state import TrackedAction, TrackedConnection
from vfmock.checks.payload_fields import text_of
from vfmock.core.faults import FAULTS
from vfmock.core.faults.base import AnswerFault, ConnectionFault

MISSED = "fault_missed"
"""The kind of note about a fault that changed nothing."""

_TURN = re.compile(r"\bin action (\S+)$")
"""How the mock's note about a fault names the turn."""


def is_exempt(line: Line) -> bool:
    """Whether a fault may have put a line out of order. For an unknown fault, the answer is yes."""
    if not line.fault or (line.direction == "note" and line.name == MISSED):
        return False
    return line.fault not in FAULTS or issubclass(FAULTS[line.fault], AnswerFault)


def exempt(connection: TrackedConnection, action: TrackedAction | None) -> None:
    """Ignore the turn of an action from here on. Without an action, ignore everything else."""
    if action is not None:
        action.exempt = True
        return
    connection.exempt = True
    if connection.session is not None:
        connection.session.exempt = True


def breaks(line: Line) -> bool:
    """Whether a note tells of a fault that broke its connection, even if this is noticed later."""
    name = line.fault
    if name is None or line.name == MISSED or name not in FAULTS:
        return False
    return issubclass(FAULTS[name], ConnectionFault)


def exempt_by_note(exchange: Exchange, line: Line, name: str | None) -> None:
    """Exempt by a note: the fault may have swallowed its event, so no event shows it."""
    touched = exchange.of_session(line.session) if name is None else [exchange.connection(name)]
    for connection in list(touched):
        exempt(connection, _turn(exchange, connection, line))


def _turn(exchange: Exchange, connection: TrackedConnection, line: Line) -> TrackedAction | None:
    """The turn of a note: the note names it, or an earlier note named it."""
    fault = line.fault or ""
    message_id = text_of(line.payload, "messageID")
    if message_id is None and isinstance(line.payload, str):
        found = _TURN.search(line.payload)
        message_id = found[1] if found else None
    if message_id is None:
        return connection.faults.get(fault)
    session = connection.session
    known = {**(session.actions if session else {}), **connection.actions}
    action = known.get(message_id)
    if action is None and connection.unnamed:
        action = connection.unnamed[0]
        exchange.name(action, message_id)
    if action is not None:
        connection.faults[fault] = action
    return action
