"""What a user does: the ``action`` of an ``action.send``."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.types import JSON, JSONObject

PATH_PREFIX = "path-"
"""The type of a pressed button's action starts with this."""

SPOKEN = frozenset(["text", "message", "file"])
"""The types with words that count as the user's text."""

_WORDS = {"message": "message", "file": "text", "intent": "query"}
"""Where the user's words are in a payload that is an object, by the type of the action."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the user did, as it came. Unknown keys are kept, as the real server does.

    ``raw`` is the JSON object ``{type, payload?, diagramID?, time?, metadata?, …}``. The other
    values are read from ``raw``, and are ``None`` if the action does not have them. ``type`` is the
    request type: ``text``, ``launch``, ``intent``, ``event``, ``path-…``, …. ``text`` is what the
    user said: in a ``text`` or ``message`` action, beside the files of a ``file`` action, or the
    query of an intent.
    """

    raw: JSONObject
    type: str = field(init=False, repr=False, compare=False)
    payload: JSON = field(init=False, repr=False, compare=False)
    text: str | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Many rules read these values for one action, so they are read from ``raw`` only once.
        kind, payload = str(self.raw["type"]), self.raw.get("payload")
        object.__setattr__(self, "type", kind)
        object.__setattr__(self, "payload", payload)
        object.__setattr__(self, "text", _said(kind, payload))

    @property
    def is_path(self) -> bool:
        """Whether the action is a pressed button."""
        return self.type.startswith(PATH_PREFIX)

    @property
    def label(self) -> str | None:
        """The label of a pressed button or of a custom action."""
        return _string(self.payload, "label")

    @property
    def intent(self) -> str | None:
        """The name of the intent of an ``intent`` action."""
        return _name(self.payload, "intent") if self.type == "intent" else None

    @property
    def event(self) -> str | None:
        """The name of the event of an ``event`` action."""
        return _name(self.payload, "event") if self.type == "event" else None

    @property
    def entities(self) -> dict[str, JSON]:
        """The entities of an ``intent`` action, name to value."""
        payload = self.payload
        if self.type != "intent" or not isinstance(payload, dict):
            return {}
        return {entity["name"]: entity.get("value") for entity in payload.get("entities") or ()}

    @property
    def confidence(self) -> float | None:
        """The confidence of an ``intent`` action, 0 to 1 or in percent, as the client sent it."""
        payload = self.payload
        if self.type != "intent" or not isinstance(payload, dict):
            return None
        return payload.get("confidence")

    def __str__(self) -> str:
        payload = self.payload
        if isinstance(payload, str | int | float):
            return f"{self.type} {payload!r}"
        said = self.text or self.label or self.intent or self.event
        return f"{self.type} {said!r}" if said else self.type


def _said(kind: str, payload: JSON) -> str | None:
    if isinstance(payload, str):
        return payload if kind in ("text", "message") else None
    key = _WORDS.get(kind)
    return None if key is None else _string(payload, key)


def _string(payload: JSON, key: str) -> str | None:
    value = payload.get(key) if isinstance(payload, dict) else None
    return value if isinstance(value, str) else None


def _name(payload: JSON, key: str) -> str | None:
    return _string(payload.get(key), "name") if isinstance(payload, dict) else None
