"""Where a message came from: the ``ref`` of a trace, and the ``sourceUrls`` of an LLM's answer.

A ``ref`` is ``{type: node, nodeID, nodeType, diagramID, diagramName?}``, or the like of another
type: ``agent``, ``prompt``, ``api-tool``, ``function``, ``integration-tool`` or
``mcp-integration-tool`` (Voiceflow's OpenAPI document, ``DebugTraceRef``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vfmock.core.spec import TYPED, Part
from vfmock.core.traces.base import without_none
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject

REF: Mapping[str, Any] = {"schema": {"anyOf": [{"type": "null"}, TYPED["schema"]]}}
"""The metadata of a field with a ``ref``."""


def must_be_ref(ref: JSON) -> None:
    """Refuse what is no ``ref``. ``None`` means that there is none.

    Raises:
        ScenarioError: the value is not an object with a string ``type``.
    """
    if ref is not None and not (isinstance(ref, dict) and isinstance(ref.get("type"), str)):
        raise ScenarioError(f"a ref is an object with a string 'type', not {ref!r:.80}")


@dataclass(frozen=True, kw_only=True)
class SourceUrl(Part):
    """A page that an LLM's answer came from."""

    primary = "url"
    url: str
    name: str | None = None

    def to_wire(self) -> JSONObject:
        """``{url, name?}``."""
        return {"url": self.url, **without_none(name=self.name)}


def sources_to_wire(sources: tuple[SourceUrl, ...]) -> JSON:
    """``[{url, name?}]``; ``None`` if there are none."""
    return [one.to_wire() for one in sources] or None
