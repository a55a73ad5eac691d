"""A session as plain data: for the store, and to send to another process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from vfmock.core.draws import SessionDraws
from vfmock.core.session_data import AskedSilence, SessionData
from vfmock.core.user import User
from vfmock.errors import SnapshotError, suggest
from vfmock.types import JSON, JSONObject

VERSION = 1
"""Of the format of snapshots."""


@dataclass(slots=True, eq=False)
class StoredSession:
    """What a session knows between its turns, and how far it has drawn."""

    data: SessionData
    draws: SessionDraws

    def snapshot(self) -> JSONObject:
        """The session as JSON, with which another process can continue it."""
        data, user, draws = self.data, self.data.user, self.draws
        silence = data.silence
        return {
            "version": VERSION,
            "id": data.id,
            "user": user.id,
            "project": user.project_id,
            "environment": data.environment_id,
            "agent": data.agent,
            "variables": user.variables,
            "state": data.state,
            "turns": data.turn_count,
            "counts": data.counts,
            "last_utterance": data.last_utterance,
            "last_response": data.last_response,
            "last_event": data.last_event,
            "intent_confidence": data.intent_confidence,
            "user_timezone": data.user_timezone,
            "storage": data.storage,
            "begun_at": data.begun_at,
            "active_at": data.active_at,
            "key_expires_at": data.key_expires_at,
            "silence": None
            if silence is None
            else {
                "connection": silence.connection,
                "seconds": silence.seconds,
                "missed_at": silence.missed_at,
            },
            "draws": {
                "seed": draws.seed,
                "session": draws.number,
                "ids": draws.ids.position,
                "choices": draws.choices.position,
                "templates": draws.templates.position,
                "fake": draws.fake.position,
            },
        }


class Snapshot:
    """A session as JSON from outside. It is checked, because it may be written by hand.

    ``user`` and ``project`` are required. For the rest, the default is the value of a new session.

    Raises:
        SnapshotError: the snapshot is wrong; the message names the key, what was wanted and
        what came.
    """

    def __init__(self, given: JSON) -> None:
        self._given = _object(given, "a snapshot", KEYS)
        version = self._given.get("version", VERSION)
        if version != VERSION:
            raise SnapshotError(f"'version' is {VERSION}, not {version!r}")
        self.user_id: str = self._required("user")
        self.project_id: str = self._required("project")

    @property
    def session_id(self) -> str | None:
        """The id of the session, if it has one already."""
        session_id: str | None = self._given.get("id")
        return session_id

    @property
    def environment_id(self) -> str | None:
        """The environment that its client named."""
        environment_id: str | None = self._given.get("environment")
        return environment_id

    @property
    def agent(self) -> str | None:
        """The key of the agent that answers."""
        agent: str | None = self._given.get("agent")
        return agent

    @property
    def state(self) -> str | None:
        """The state of the conversation; ``None``: the start."""
        state: str | None = self._given.get("state")
        return state

    @property
    def draws(self) -> Mapping[str, int]:
        """The seed, the number of the session among its user's sessions, and the positions."""
        draws: Mapping[str, int] = self._given.get("draws") or {}
        return draws

    def apply(self, data: SessionData, user: User) -> None:
        """Give a new session and its user what the snapshot says."""
        given = self._given
        user.variables.update(given.get("variables") or {})
        for key, name in _FIELDS.items():
            if given.get(key) is not None:
                setattr(data, name, given[key])
        if given.get("silence") is not None:
            data.silence = AskedSilence(**given["silence"])

    def _required(self, key: str) -> str:
        value = self._given.get(key)
        if not value:
            raise SnapshotError(f"{key!r} is a string that is not empty, got {value!r}")
        return str(value)


def _is_whole(value: JSON) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_time(value: JSON) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and isfinite(value)


def _is_text(value: JSON) -> bool:
    return isinstance(value, str)


def _is_object(value: JSON) -> bool:
    return isinstance(value, dict)


def _are_counts(value: JSON) -> bool:
    return isinstance(value, dict) and all(map(_is_whole, value.values()))


_Check = tuple[Callable[[Any], bool], str]

_TEXT: _Check = (_is_text, "a string")
_WHOLE: _Check = (_is_whole, "a whole number, 0 or more")
_TIME: _Check = (_is_time, "Unix seconds")

SILENCE_KEYS: Mapping[str, _Check] = {
    "connection": _TEXT,
    "seconds": (_is_time, "seconds"),
    "missed_at": _TIME,
}
DRAWS_KEYS: Mapping[str, _Check] = dict.fromkeys(
    ("seed", "session", "ids", "choices", "templates", "fake"), _WHOLE
)
KEYS: Mapping[str, _Check] = {
    "version": _WHOLE,
    "id": _TEXT,
    "user": _TEXT,
    "project": _TEXT,
    "environment": _TEXT,
    "agent": _TEXT,
    "variables": (_is_object, "an object"),
    "state": _TEXT,
    "turns": _WHOLE,
    "counts": (_are_counts, "an object of whole numbers"),
    "last_utterance": _TEXT,
    "last_response": _TEXT,
    "last_event": (_is_object, "an object"),
    "intent_confidence": (_is_time, "a number"),
    "user_timezone": _TEXT,
    "storage": (_is_object, "an object"),
    "begun_at": _TIME,
    "active_at": _TIME,
    "key_expires_at": _TIME,
    "silence": (_is_object, "an object"),
    "draws": (_is_object, "an object"),
}
"""For every key of a snapshot: a check of its value, and what is wanted. ``null``: not given."""

_FIELDS: Mapping[str, str] = {
    "state": "state",
    "turns": "turn_count",
    "counts": "counts",
    "last_utterance": "last_utterance",
    "last_response": "last_response",
    "last_event": "last_event",
    "intent_confidence": "intent_confidence",
    "user_timezone": "user_timezone",
    "storage": "storage",
    "begun_at": "begun_at",
    "active_at": "active_at",
    "key_expires_at": "key_expires_at",
}
"""The keys that go unchanged into the data of a session."""


def _object(given: JSON, what: str, keys: Mapping[str, _Check]) -> JSONObject:
    """Read a JSON object that has no other keys than these, and whose values fit."""
    if not isinstance(given, dict):
        raise SnapshotError(f"{what} is an object, not {given!r:.80}")
    for key, value in given.items():
        if key not in keys:
            raise SnapshotError(f"unknown key {key!r} in {what}{suggest(str(key), keys)}")
        fits, wanted = keys[key]
        if value is not None and not fits(value):
            raise SnapshotError(f"{key!r} in {what} is {wanted}, not {value!r:.80}")
    for key, inner in (("silence", SILENCE_KEYS), ("draws", DRAWS_KEYS)):
        if keys is KEYS and given.get(key) is not None:
            _whole(given[key], f"{key!r}", inner)
    return given


def _whole(given: JSON, what: str, keys: Mapping[str, _Check]) -> None:
    """Refuse a part of a snapshot that lacks a key."""
    part = _object(given, what, keys)
    missing = [key for key in keys if part.get(key) is None]
    if missing:
        raise SnapshotError(f"{what} has no {missing[0]!r}")
