"""Transcripts: what was said in a conversation, as programs read it afterwards.

A transcript is the journal of one session, or of a part of it that a client has given a name. Times
are Unix seconds.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from vfmock.core.effects import ActionTrace, Note
from vfmock.core.events import ActionSend
from vfmock.core.faults.base import Altered
from vfmock.core.journal import Entry
from vfmock.core.log_line import LogLine
from vfmock.errors import suggest
from vfmock.types import JSON, JSONObject, Version

SaidItem: TypeAlias = ActionSend | ActionTrace | Note
"""An action of a user, a trace, or the note about an action that was pushed."""

LATEST = 253_402_300_799_000
"""The last second of the year 9999, in Unix milliseconds: there is no later date."""


@dataclass(slots=True, eq=False, kw_only=True)
class Transcript:
    """One transcript, without what was said.

    ``session`` is the id of the session. ``name`` is its id for those who read transcripts: that of
    the session, or the one that a client has given. ``first`` and ``last`` are the numbers of the
    first and the last entry of the journal that belong to it; ``last`` is ``None`` while it goes
    on. ``details`` is what a client says of itself: its device, its browser.
    """

    id: str
    session: str
    name: str
    user: str
    project: str
    environment: str | None
    version: Version | None
    created_at: float
    first: int
    last: int | None = None
    ended_at: float | None = None
    end_reason: str | None = None
    details: dict[str, JSON] = field(default_factory=dict)


def log_of(transcript: Transcript, entries: Iterable[tuple[int, Entry]]) -> list[LogLine]:
    """The lines of a transcript from the numbered entries of a journal.

    A trace that several sockets got is one line, and so is one that nobody got. A transcript of no
    session has no lines.
    """
    its = ((number, entry) for number, entry in entries if _is_in(transcript, number))
    lines = [_line(item, at) for item, at in _said(its, transcript.session)]
    if transcript.ended_at is not None:
        data = {"reason": transcript.end_reason}
        lines.append(LogLine(type="end", data=data, at=transcript.ended_at))
    return lines


def _said(entries: Iterable[tuple[int, Entry]], session: str) -> Iterator[tuple[SaidItem, float]]:
    """What was said in a session, and when. A trace that several sockets got comes once."""
    seen: set[int] = set()
    for _, entry in entries:
        item = said_in(entry) if entry.session == session != "" else None
        if item is None or (isinstance(item, ActionTrace) and id(item) in seen):
            continue
        seen.add(id(item))
        yield item, entry.at


def _line(item: SaidItem, at: float) -> LogLine:
    if isinstance(item, ActionTrace):
        return LogLine(type="trace", data=item.trace, at=at, turn=item.message_id)
    turn = item.text if isinstance(item, Note) else ""
    data = None if item.action is None else item.action.raw
    return LogLine(type="action", data=data, at=at, turn=turn)


def replay_of(entries: Iterable[tuple[int, Entry]], session: str, since: float) -> list[LogLine]:
    """What came to a session after a moment, from the numbered entries of a journal.

    These are its traces, and the actions that were pushed. What its clients did came from them. The
    time of a trace is its own ``time``, which its client may have seen, in whole milliseconds.
    """
    lines = (
        _line(item, _seen_at(item, at))
        for item, at in _said(entries, session)
        if not isinstance(item, ActionSend)
    )
    return [line for line in lines if int(line.at * 1000) > int(since * 1000)]


def _seen_at(item: SaidItem, at: float) -> float:
    """When a client has seen this. A scenario may give a trace anything as its ``time``."""
    time = item.trace.get("time") if isinstance(item, ActionTrace) else None
    is_time = time is not None and _is_number(time) and 0 <= time <= LATEST
    return float(time or 0) / 1000 if is_time else at


def last_times(
    transcripts: Sequence[Transcript], entries: Iterable[tuple[int, Entry]]
) -> dict[str, float]:
    """When the last thing was said in each of many transcripts, by their ids."""
    times = {one.id: max(one.created_at, one.ended_at or 0.0) for one in transcripts}
    parts: dict[str, deque[Transcript]] = {}
    for one in sorted(transcripts, key=lambda one: one.first):
        if one.session:
            parts.setdefault(one.session, deque()).append(one)
    for number, entry in entries:
        of_session = parts.get(entry.session)
        if of_session is None or said_in(entry) is None:
            continue
        while len(of_session) > 1 and of_session[1].first <= number:
            of_session.popleft()  # the parts of a session follow each other
        if _is_in(of_session[0], number):
            times[of_session[0].id] = max(times[of_session[0].id], entry.at)
    return times


def said_in(entry: Entry) -> SaidItem | None:
    """What an entry has of a conversation: an action of the user, one that was pushed, or a trace;
    ``None`` if it has nothing."""
    item = entry.item.of if isinstance(entry.item, Altered) else entry.item
    if isinstance(item, Note):
        return None if item.action is None else item
    return item if isinstance(item, ActionSend | ActionTrace) else None


def _is_in(transcript: Transcript, number: int) -> bool:
    return transcript.first <= number and (transcript.last is None or number <= transcript.last)


def is_wanted(transcript: Transcript, filters: Iterable[JSONObject]) -> bool:
    """Whether a transcript fits all filters. A filter is ``{id, op, value?}``, where ``id`` is the
    name of a property. ``problem_with`` has found nothing wrong with them."""
    return all(_fits(transcript.details, one) for one in filters)


def _fits(details: Mapping[str, JSON], one: JSONObject) -> bool:
    name, op, wanted = one["id"], one["op"], one.get("value")
    if op in ("exists", "not_exists"):
        return (name in details) is (op == "exists")
    return name in details and _OPERATIONS[op].fits(details[name], wanted)


def property_text(value: JSON) -> str:
    """A property, or what it is compared with, as clients see it: ``phone``, ``false``, ``7``."""
    return value if isinstance(value, str) else json.dumps(value)


def _number(value: JSON) -> float:
    """A property as a number. One that is no number, such as ``true``, fits no comparison."""
    try:
        return float("nan") if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return float("nan")


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_two_numbers(value: JSON) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))


class Operation(NamedTuple):
    """What a filter can do. ``fits`` compares a property with the filter's value. ``wanted`` says
    what the value has to be, and ``takes`` whether it is that."""

    fits: Callable[[JSON, JSON], bool]
    wanted: str = "any value"
    takes: Callable[[JSON], bool] = lambda value: True


_NUMBER = ("a number", _is_number)
_LIST = ("a list", lambda value: isinstance(value, list))
_TEXT = ("a text", lambda value: isinstance(value, str))

_OPERATIONS: Mapping[str, Operation] = {
    "eq": Operation(lambda value, wanted: property_text(value) == property_text(wanted)),
    "neq": Operation(lambda value, wanted: property_text(value) != property_text(wanted)),
    "gt": Operation(lambda value, wanted: _number(value) > wanted, *_NUMBER),
    "gte": Operation(lambda value, wanted: _number(value) >= wanted, *_NUMBER),
    "lt": Operation(lambda value, wanted: _number(value) < wanted, *_NUMBER),
    "lte": Operation(lambda value, wanted: _number(value) <= wanted, *_NUMBER),
    "between": Operation(
        lambda value, wanted: wanted[0] <= _number(value) <= wanted[1],
        "a list of two numbers",
        _are_two_numbers,
    ),
    "in": Operation(
        lambda value, wanted: property_text(value) in map(property_text, wanted), *_LIST
    ),
    "nin": Operation(
        lambda value, wanted: property_text(value) not in map(property_text, wanted), *_LIST
    ),
    "contains": Operation(lambda value, wanted: wanted in property_text(value), *_TEXT),
}

OPERATIONS = (*_OPERATIONS, "exists", "not_exists")
"""What a filter can do."""


def problem_with(one: JSONObject) -> str | None:
    """What is wrong with a filter ``{id, op, value?}``, or ``None``."""
    op, value = one["op"], one.get("value")
    if op not in OPERATIONS:
        return f"unknown operation {op!r} of a filter{suggest(op, OPERATIONS)}"
    operation = _OPERATIONS.get(op)
    if operation is None or operation.takes(value):
        return None
    return f"the filter {op!r} wants {operation.wanted} as 'value', got {value!r:.60}"
