"""What a template can name: variables, the action, what the matcher found, and the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vfmock.core.session_data import SessionData
from vfmock.core.turn import Turn
from vfmock.types import JSON, JSONObject

Evaluate: TypeAlias = Callable[[str, Mapping[str, JSON]], JSON]
"""Renders a template string against a scope."""


FIXED: Mapping[str, frozenset[str]] = {
    "user": frozenset({"id"}),
    "project": frozenset({"id"}),
    "environment": frozenset({"id"}),
    "session": frozenset({"id", "state", "turns"}),
}
"""The names that are mappings, and the keys that each of them always has."""

RESERVED = frozenset(
    (
        "user_id",
        "sessions",
        "timestamp",
        "last_utterance",
        "last_response",
        "last_event",
        "intent_confidence",
        "vf_user_timezone",
        "vf_now",
        "locale",
        "platform",
    )
)
"""The variables that every conversation has."""

NAMES = RESERVED | {*FIXED, "action", "match", "turn", "fake"}
"""All names that a template can use without a variable."""


def scope(session: SessionData, turn: Turn, now: float) -> JSONObject:
    """All names and their values. A user's variable hides a reserved variable of the same name."""
    action = turn.action
    return {
        **reserved(session, turn, now),
        **session.user.variables,
        "user": {"id": session.user.id},
        "project": {"id": session.user.project_id},
        "environment": {"id": session.environment_id},
        "session": {"id": session.id, "state": session.state, "turns": session.turn_count},
        "action": {**action.raw, "payload": action.payload, "text": action.text},
        "match": dict(turn.match),
        "turn": turn.number,
    }


def reserved(session: SessionData, turn: Turn, now: float) -> dict[str, JSON]:
    """The variables that every conversation has (public reference, "Sessions")."""
    zone = turn.config.user_timezone or "UTC"
    return {
        "user_id": session.user.id,
        "sessions": session.user.sessions,
        "timestamp": int(now),
        "last_utterance": session.last_utterance,
        "last_response": session.last_response,
        "last_event": session.last_event,
        "intent_confidence": turn.action.confidence or 0,
        "vf_user_timezone": zone,
        "vf_now": datetime.fromtimestamp(now, _zone(zone)).isoformat(timespec="seconds"),
        "locale": "en-US",
        "platform": "vfmock",
    }


def _zone(name: str) -> tzinfo:
    """The time zone, or UTC if it is not known. The client may send any word, and this machine may
    have no time zones."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
