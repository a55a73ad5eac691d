"""The variables of a conversation: those of its user, and the reserved ones that it keeps itself.

All of them are the same for templates, matchers and every endpoint. A user's variable hides a
reserved variable with the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vfmock.core.session_data import SessionData
from vfmock.types import JSON, JSONObject

LOCALE = "en-US"
PLATFORM = "vfmock"

_READERS: Mapping[str, Callable[[SessionData, float], JSON]] = {
    "user_id": lambda session, now: session.user.id,
    "sessions": lambda session, now: session.user.sessions,
    "timestamp": lambda session, now: int(now),
    "last_utterance": lambda session, now: session.last_utterance,
    "last_response": lambda session, now: session.last_response,
    "last_event": lambda session, now: session.last_event,
    "intent_confidence": lambda session, now: session.intent_confidence,
    "vf_user_timezone": lambda session, now: session.user_timezone,
    "vf_now": lambda session, now: _time(session.user_timezone, now),
    "locale": lambda session, now: LOCALE,
    "platform": lambda session, now: PLATFORM,
}
"""How each reserved variable is read (public reference, "Sessions"). ``now`` is Unix seconds."""

RESERVED = frozenset(_READERS)
"""The variables that every conversation has."""

_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "last_utterance": str,
    "last_response": str,
    "last_event": (dict, type(None)),
    "intent_confidence": (int, float),
    "vf_user_timezone": str,
}
"""The reserved variables that a client can set, and their types."""

_MOVING = frozenset(["sessions", "timestamp", "vf_now"])
"""The reserved variables that nobody can set. They would not stay as they are."""


class Variables(Mapping[str, JSON]):
    """All variables as they are at one moment. Each one is read when it is asked for."""

    def __init__(self, session: SessionData, now: float) -> None:
        self._session = session
        self._now = now

    def __getitem__(self, name: str) -> JSON:
        own = self._session.user.variables
        return own[name] if name in own else _READERS[name](self._session, self._now)

    def __iter__(self) -> Iterator[str]:
        own = self._session.user.variables
        yield from (name for name in _READERS if name not in own)
        yield from own

    def __len__(self) -> int:
        return len(RESERVED | self._session.user.variables.keys())


def merge(session: SessionData, values: JSONObject) -> None:
    """Give variables values from outside, such as those of a request.

    A client that sends back what it has got sends the reserved variables too. So a reserved
    variable changes what the conversation keeps under this name, if the type is right, and hides
    nothing. The ones that change by themselves (``timestamp``) stay.
    """
    for name, value in values.items():
        if name in _FIELDS:
            if isinstance(value, _FIELDS[name]) and not isinstance(value, bool):
                setattr(session, _NAMES.get(name, name), value)
        elif name not in _MOVING:
            session.user.variables[name] = value


_NAMES = {"vf_user_timezone": "user_timezone"}
"""The fields of ``SessionData`` that have another name than their variable."""


def _time(zone: str, now: float) -> str:
    return datetime.fromtimestamp(now, _zone(zone)).isoformat(timespec="seconds")


def _zone(name: str) -> tzinfo:
    """The time zone, or UTC if it is not known. The client may send any word, and this machine may
    have no time zones."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
