"""The handshake of a connection: what its requests carried besides the events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from vfmock.core.redaction import redacted
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject

UNTOLD = frozenset(["EIO", "transport", "t", "b64", "sid"])
"""Parameters that Engine.IO itself puts into the query."""

ANY: Any = object()
"""Stands for a part that may be anything, because ``None`` is a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What came with the connection of a client. Make it with ``of``, which removes the secrets.

    ``transport`` is ``websocket`` or ``polling``, before an upgrade. ``address`` is the client's IP
    address, or empty. ``query`` and ``headers`` are those of the first request; the names of
    headers are in lower case, and what came several times is a list. ``auth`` is the client's
    option of that name, or ``None``.
    """

    transport: str
    address: str = ""
    query: JSONObject = field(default_factory=dict)
    headers: JSONObject = field(default_factory=dict)
    auth: JSON = None

    @classmethod
    def of(
        cls,
        *,
        transport: str,
        address: str = "",
        query: Mapping[str, JSON] = {},
        headers: Mapping[str, JSON] = {},
        auth: JSON = None,
    ) -> Self:
        """A handshake with a placeholder for each secret in it."""
        return cls(
            transport=transport,
            address=address,
            query=redacted(dict(query)),
            headers=redacted({name.lower(): value for name, value in headers.items()}),
            auth=redacted(auth),
        )

    def to_json(self) -> JSONObject:
        """The handshake as a JSON object."""
        return {
            "transport": self.transport,
            "address": self.address,
            "query": self.query,
            "headers": self.headers,
            "auth": self.auth,
        }

    def __str__(self) -> str:
        query = {name: value for name, value in self.query.items() if name not in UNTOLD}
        told = {"query": query, "auth": self.auth}
        parts = [f"{name} {_words(value)}" for name, value in told.items() if value]
        return ", ".join([f"by {self.transport}", *parts])


@dataclass(frozen=True, slots=True)
class WantedHandshake:
    """What a test wants of a handshake. Only the given parts count.

    ``query`` and ``headers`` are names with their values; other names may come too. ``None`` as a
    value: it did not come. ``auth`` is equal as a whole. Secrets are compared by their
    placeholders, because the journal has nothing else.

    Raises:
        ScenarioError: a part has the wrong type.
    """

    transport: str | None = None
    address: str | None = None
    query: Mapping[str, str | list[str] | None] = field(default_factory=dict)
    headers: Mapping[str, str | list[str] | None] = field(default_factory=dict)
    auth: JSON = ANY

    def __post_init__(self) -> None:
        for name, values in (("query", self.query), ("headers", self.headers)):
            if not isinstance(values, Mapping) or not all(map(_is_value, values.values())):
                raise ScenarioError(
                    f"{name!r} has names with texts, lists of texts or None, not {values!r:.80}"
                )

    def differences(self, came: Handshake) -> list[str]:
        """What is not as it should be, in words. If there is nothing, the handshake matches."""
        return [
            f"{name}: wanted {_words(wanted)}, got {_words(got)}"
            for name, wanted, got in self._pairs(came)
            if wanted != got
        ]

    def describe(self) -> str:
        """What is wanted, in words."""
        nothing = Handshake(transport="")
        parts = [f"{name} {_words(wanted)}" for name, wanted, _ in self._pairs(nothing)]
        return f"a connection with {' and '.join(parts)}" if parts else "a connection"

    def _pairs(self, came: Handshake) -> list[tuple[str, JSON, JSON]]:
        """The name of each wanted part, with what was wanted and what came."""
        pairs: list[tuple[str, JSON, JSON]] = []
        if self.transport is not None:
            pairs.append(("transport", self.transport, came.transport))
        if self.address is not None:
            pairs.append(("address", self.address, came.address))
        query = redacted(dict(self.query))
        headers = redacted({name.lower(): value for name, value in self.headers.items()})
        pairs += [(f"query {name!r}", query[name], came.query.get(name)) for name in query]
        pairs += [(f"header {name!r}", headers[name], came.headers.get(name)) for name in headers]
        if self.auth is not ANY:
            pairs.append(("auth", redacted(self.auth), came.auth))
        return pairs


def _is_value(value: JSON) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str | None)


def _words(value: JSON) -> str:
    return "none" if value is None else json.dumps(value, ensure_ascii=False, default=repr)
