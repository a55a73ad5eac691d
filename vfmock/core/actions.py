"""What a user does: the ``action`` of an ``action.send``."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.types import JSON, JSONObject

PATH_PREFIX = "path-"
"""The type of a pressed button's action starts with this."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the user did, as it came: unknown keys are kept, as the real server does.

    ``raw`` is the JSON object ``{type, payload?, diagramID?, time?, metadata?, …}``. The properties
    read it and return ``None`` where the action has no such thing.
    """

    raw: JSONObject

    @property
    def type(self) -> str:
        """The request type: ``text``, ``launch``, ``intent``, ``event``, ``path-…``, …."""
        return str(self.raw["type"])

    @property
    def payload(self) -> JSON:
        """The payload, or ``None``."""
        return self.raw.get("payload")

    @property
    def text(self) -> str | None:
        """What the user said: of a ``text`` or ``message`` action, or the query of an intent."""
        payload = self.payload
        if isinstance(payload, str) and self.type in ("text", "message"):
            return payload
        if self.type == "intent" and isinstance(payload, dict):
            query = payload.get("query")
            return query if isinstance(query, str) else None
        return None

    @property
    def is_path(self) -> bool:
        """Whether this is a pressed button."""
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


def _string(payload: JSON, key: str) -> str | None:
    value = payload.get(key) if isinstance(payload, dict) else None
    return value if isinstance(value, str) else None


def _name(payload: JSON, key: str) -> str | None:
    return _string(payload.get(key), "name") if isinstance(payload, dict) else None
