"""Reads fields from payloads of any kind."""

from __future__ import annotations

from vfmock.types import JSON


def value_of(payload: JSON, key: str) -> JSON:
    """The value of a key; ``None`` if there is none, or if the payload is not an object."""
    return payload.get(key) if isinstance(payload, dict) else None


def text_of(payload: JSON, key: str) -> str | None:
    """The value of a key if it is a string that is not empty."""
    value = value_of(payload, key)
    return value if isinstance(value, str) and value else None
