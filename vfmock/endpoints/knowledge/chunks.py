"""What both calls that ask the knowledge base say about the chunks they want."""

from __future__ import annotations

from vfmock.types import JSONObject


def limit(body: JSONObject) -> int | None:
    """How many chunks there may be; ``None``: all. JSON may write a whole number as ``20.0``."""
    given = body.get("chunkLimit")
    return None if given is None else int(given)
