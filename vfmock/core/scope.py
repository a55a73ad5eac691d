"""What a template can name: variables, the action, what the matcher found, and the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from vfmock.core.session_data import SessionData
from vfmock.core.turn import Turn
from vfmock.core.variables import RESERVED, Variables
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

NAMES = RESERVED | {*FIXED, "action", "match", "turn", "fake"}
"""All names that a template can use without a variable."""


def scope(session: SessionData, turn: Turn, now: float) -> JSONObject:
    """All names and their values."""
    action = turn.action
    return {
        **Variables(session, now),
        "user": {"id": session.user.id},
        "project": {"id": session.user.project_id},
        "environment": {"id": session.environment_id},
        "session": {"id": session.id, "state": session.state, "turns": session.turn_count},
        "action": {**action.raw, "payload": action.payload, "text": action.text},
        "match": dict(turn.match),
        "turn": turn.number,
    }
