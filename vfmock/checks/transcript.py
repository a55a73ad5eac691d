"""Transcripts: recorded exchanges in JSON lines, with one event or note on each line.

A line is what ``vfmock.core.journal.Entry.to_json`` gives. For a recording from another tool,
``direction``, ``name``, ``payload`` and ``connection`` are enough. A recording of one connection
may leave ``connection`` out. Calls over HTTP are not checked, but what they do to the sockets of
their session is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from vfmock.checks.calls import Calls
from vfmock.checks.counts import counted
from vfmock.checks.findings import Checked, Finding
from vfmock.checks.lifecycle import Lifecycle
from vfmock.checks.lifecycle.line import Line
from vfmock.checks.lifecycle.machine import PUSH
from vfmock.contract import Contract
from vfmock.contract.wording import got
from vfmock.errors import nearest, suggest
from vfmock.types import JSON, JSONObject

DIRECTIONS = ("in", "out", "note")
ACTION = "action.send"

KEYS = ("at", "direction", "name", "payload", "connection", "session", "user", "fault", "wire")
_NOTHING = object()


class _Wrong(Exception):
    """A line that can't be read."""

    def __init__(self, rule: str, problem: str, column: int | None = None) -> None:
        super().__init__(rule, problem, column)
        self.rule = rule
        self.problem = problem
        self.column = column


def check_transcript(source: bytes, file: str, contract: Contract) -> Checked:
    """Check a transcript from any recorder. ``file`` is its name in the findings.

    A line that can't be read is a finding. The rest is still checked.
    """
    lifecycle, calls = Lifecycle(contract, file), Calls()
    findings: list[Finding] = []
    count = 0
    for number, text in _lines(source):
        count += 1
        try:
            line = _read(text, number)
        except _Wrong as wrong:
            findings.append(_finding(wrong, file, number))
        else:
            if not calls.has(line.direction, line.shown, line.connection):
                findings += lifecycle.feed(line)
            elif _is_action(line):
                findings += lifecycle.feed(_push_of(line))
    findings += lifecycle.finish()
    if not count:
        findings.append(_finding(_Wrong("transcript.empty", "no line in it"), file, None))
    findings.sort(key=lambda finding: finding.line or 0)
    places = []
    if lifecycle.connections or not calls.count:
        places.append(f"on {counted(lifecycle.connections, 'connection')}")
    if calls.count:
        places.append(f"in {counted(calls.count, 'call')}")
    amount = f"{counted(count, 'line')} {' and '.join(places)}"
    return Checked(name=file, amount=amount, findings=tuple(findings), exempt=lifecycle.exempt)


def unreadable(file: str, problem: str) -> Checked:
    """The result for a transcript that can't be opened."""
    finding = Finding(rule="transcript.file", message=f"can't be read: {problem}", file=file)
    return Checked(name=file, amount="0 lines", findings=(finding,))


def _lines(source: bytes) -> Iterator[tuple[int, bytes]]:
    """The non-blank lines, with their numbers."""
    for number, text in enumerate(source.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if text.strip():
            yield number, text


def _read(text: bytes, number: int) -> Line:
    entry = _parse(text)
    direction = _string(entry, "direction")
    if direction not in DIRECTIONS:
        hint = suggest(direction, DIRECTIONS)
        raise _Wrong("transcript.direction", f"unknown direction {direction!r}{hint}")
    name = _string(entry, "name")
    if direction != "note" and "payload" not in entry:
        raise _Wrong("transcript.key", _missing(entry, "payload", "the payload of the event"))
    return Line(
        number=number,
        direction=direction,
        name=name,
        payload=entry.get("payload"),
        connection=_string(entry, "connection", None),
        session=_string(entry, "session", None) or "",
        fault=_string(entry, "fault", None) or None,
        wire=_string(entry, "wire", None) or "",
    )


def _is_action(line: Line) -> bool:
    """Whether a line of a call is an action in a session that is known."""
    is_named = line.name == ACTION or not line.wire
    return line.direction == "in" and is_named and line.session != ""


def _push_of(line: Line) -> Line:
    """What an action of a call means for the sockets of its session: traces with one more messageID
    may come, which none of their own actions has caused."""
    return Line(number=line.number, direction="note", name=PUSH, session=line.session)


def _parse(text: bytes) -> JSONObject:
    try:
        entry = json.loads(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        problem = f"not UTF-8: byte 0x{text[error.start]:02x}"
        raise _Wrong("transcript.json", problem, error.start + 1) from None
    except json.JSONDecodeError as error:
        problem = f"not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise _Wrong("transcript.json", problem, error.colno) from None
    except RecursionError:
        raise _Wrong("transcript.json", "not JSON: nested too deep") from None
    except ValueError as error:  # Python reads no more than 4300 digits
        raise _Wrong("transcript.json", f"not JSON: {error}") from None
    if not isinstance(entry, dict):
        raise _Wrong("transcript.json", f"wanted an object for a line, got {got(entry)}")
    return entry


def _string(entry: JSONObject, key: str, default: object = _NOTHING) -> JSON:
    """A string of a line. Without a default, the string is required."""
    value = entry.get(key, default)
    if value is _NOTHING:
        raise _Wrong("transcript.key", _missing(entry, key, "a string"))
    if not isinstance(value, str | None) or (value is None and default is _NOTHING):
        raise _Wrong("transcript.key", f"wanted a string for {key!r}, got {got(value)}")
    return value


def _missing(entry: JSONObject, key: str, what: str) -> str:
    others = [one for one in entry if one not in KEYS]
    near = nearest(key, others)
    hint = f": did you mean {key!r} by {near!r}?" if near else ""
    return f"wanted {what} as {key!r}, got {got(entry)}{hint}"


def _finding(wrong: _Wrong, file: str, number: int | None) -> Finding:
    return Finding(
        rule=wrong.rule, message=wrong.problem, file=file, line=number, column=wrong.column
    )
