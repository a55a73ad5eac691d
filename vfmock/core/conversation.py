"""The conversation as a text for people: turn by turn, from the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    Answered,
    ClientStarted,
    GeneralError,
    Note,
    Replayed,
    ServerRestart,
    SessionCreated,
    SessionEnded,
    StateShown,
)
from vfmock.core.events import (
    ActionCancel,
    ActionSend,
    ClientQuery,
    ClientStart,
    InvalidPayload,
    KeepAlive,
    SessionCreate,
    SessionJoin,
    SessionResume,
    StateCall,
    UnknownEvent,
)
from vfmock.core.handshake import Handshake
from vfmock.core.journal import REFUSED, Entry
from vfmock.core.webhooks import WebhookAttempt
from vfmock.printable import printable
from vfmock.types import JSON, JSONObject

ARROWS = {"in": "→", "out": "←", "note": "!"}
"""The signs for: came in, went out, was noted."""

ABOUT = "·"
"""The sign for what is told of an action besides the messages."""

LONGEST = 100
LONGEST_NOTE = 500
"""The characters of a line. Notes may be longer, because a note explains something."""


def conversation(entries: Iterable[Entry]) -> str:
    """Render the entries, one line each: time since the first, connection, direction, what.

    ``→`` came in, ``←`` went out, ``!`` was noted. A line with ``·`` says which rule took an
    action, or how the state changed.
    """
    kept = list(entries)
    if not kept:
        return "conversation: no client has connected"
    first = kept[0].at
    lines = ["conversation:"]
    turn = 0
    told: set[int] = set()
    for entry, times in _together(kept):
        if isinstance(entry.item, ActionSend):
            turn += 1
            lines.append(f"  turn {turn}")
        if isinstance(entry.item, ActionStatus):
            status = entry.item
            about = _about(status)
            if about and id(status) not in told:  # a fault may repeat it
                told.add(id(status))
                lines.append(_line(entry, first, ABOUT, about, LONGEST_NOTE))
        longest = LONGEST_NOTE if entry.direction == "note" else LONGEST
        text = describe(entry) if times == 1 else f"({times} times) {describe(entry)}"
        lines.append(_line(entry, first, ARROWS[entry.direction], text, longest))
    return "\n".join(lines)


def _together(entries: Iterable[Entry]) -> Iterator[tuple[Entry, int]]:
    """Each entry, and how often it came in a row. Clients that are refused try again and again."""
    for _, run in groupby(enumerate(entries), _kind):
        same = [entry for _, entry in run]
        yield same[0], len(same)


def _kind(numbered: tuple[int, Entry]) -> tuple[int, JSON]:
    """What entries of one line have in common: only refusals with the same text share a line."""
    number, entry = numbered
    is_refusal = entry.direction == "note" and entry.name == REFUSED
    return (-1, entry.payload) if is_refusal else (number, None)


def _line(entry: Entry, first: float, sign: str, text: str, longest: int) -> str:
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    shown = shown.replace("\n", "\\n")
    return f"  {entry.at - first:7.3f}s {entry.connection:>4} {sign} {shown}"


def _about(status: ActionStatus) -> str:
    """What people want to know of an action besides its status."""
    if status.taker is not None:
        return f"taken by {status.taker}"
    if status.states:
        return f"state {' → '.join(map(repr, status.states))}"
    return ""


def describe(entry: Entry) -> str:
    """Describe an entry in the protocol's words."""
    return printable(_describe(entry))


def _describe(entry: Entry) -> str:
    item = entry.item
    match item:
        case ClientStart():
            key = " with a session key" if item.session_key else ""
            return f"{entry.shown} {item.user_id!r} of project {item.project_id!r}{key}"
        case SessionCreate() | SessionResume() | ActionCancel() | KeepAlive():
            return entry.shown
        case SessionJoin():
            start = item.start
            project = f" of project {start.project_id!r}" if start.project_id else ""
            return f"{entry.shown}: user {start.user_id!r}{project}"
        case ClientQuery():
            return f"{entry.shown}: {item.ask}"
        case StateCall():
            return f"{entry.shown}: {item.change} the state"
        case ActionSend():
            return f"{item.action}"
        case InvalidPayload() | UnknownEvent():
            return f"{entry.shown}: {item.problem}"
        case _:
            return _describe_effect(entry)


def _describe_effect(entry: Entry) -> str:
    item = entry.item
    if isinstance(item, Handshake | WebhookAttempt):
        return f"{entry.name} {item}"
    if entry.direction == "note":
        about = item.action if isinstance(item, Note) and item.action else entry.payload
        return f"{entry.name}: {about}" if about else entry.name
    match item:
        case ClientStarted():
            required = str(item.new_session_required).lower()
            return f"{entry.shown} newSessionRequired={required}"
        case SessionCreated() | StateShown() | Answered():
            return entry.shown
        case Replayed():
            return f"{entry.shown}: {len(item.lines)} came meanwhile"
        case SessionEnded():
            return f"{entry.shown} {item.reason}"
        case GeneralError():
            code = f" {item.code}" if item.code else ""
            return f"{entry.shown}{code}: {item.error}"
        case ServerRestart():
            return f"{entry.shown} {item.action or ''}".rstrip()
        case _:
            return _describe_answer(entry)


def _describe_answer(entry: Entry) -> str:
    """Describe what answers an action."""
    item = entry.item
    match item:
        case ActionTrace():
            return describe_trace(item.trace)
        case ActionStatus():
            return f"{item.status}: {item.reason}" if item.reason else item.status
        case ActionCancelled():
            return f"{entry.shown} success={str(item.success).lower()}"
        case _:
            # For example an effect that a fault has altered: only its payload says what went out.
            return f"{entry.shown} {json.dumps(entry.payload, ensure_ascii=False)}"


def describe_trace(trace: JSONObject) -> str:
    """A trace in one line: its type and what a user would see of it."""
    return printable(_describe_trace(trace))


def _describe_trace(trace: JSONObject) -> str:
    payload = trace.get("payload")
    kind = str(trace.get("type"))
    if not isinstance(payload, dict):
        return kind if payload is None else f"{kind} {payload!r}"
    buttons = payload.get("buttons")
    if kind == "choice" and isinstance(buttons, list):
        # A raw trace may hold anything. That is its purpose.
        names = (one.get("name") if isinstance(one, dict) else one for one in buttons)
        return f"{kind} [{', '.join(map(str, names))}]"
    for key in ("message", "content", "title", "image", "state", "timeout", "name"):
        if payload.get(key):
            return f"{kind} {payload[key]!r}"
    return f"{kind} {payload!r}"
