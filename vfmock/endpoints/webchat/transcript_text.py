"""A transcript as a text for people: a line for each thing that was said or shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vfmock.core.actions import Action
from vfmock.endpoints.transcripts.shapes import time
from vfmock.types import JSON, JSONObject


def as_text(transcript: Mapping[str, JSON]) -> str:
    """``[time] User: …`` and ``[time] Agent: …``, in their order. What no visitor says or sees is
    left out: a launch, or a ``debug`` trace."""
    head = f"Transcript of {transcript['user']}, {time(transcript['created_at'])}"
    lines = (
        f"[{time(line['at'])}] {words}"
        for line in transcript["log"]
        for words in _words_of(line["type"], line["data"])
    )
    return "\n".join([head, "", *lines]) + "\n"


def _words_of(kind: str, data: JSONObject) -> Iterator[str]:
    if kind == "end":
        yield f"The conversation has ended: {data['reason']}"
    elif kind == "action" and data["type"] != "launch":
        said = data.get("payload") if data["type"] == "text" else None
        yield f"User: {said if isinstance(said, str) else Action(data)}"
    elif kind == "trace":
        yield from (f"Agent: {shown}" for shown in _shown(data))


def _shown(trace: JSONObject) -> Iterator[str]:
    """What a visitor sees of a trace."""
    payload = trace.get("payload")
    if not isinstance(payload, dict):
        return
    message = payload.get("message")
    if trace["type"] in ("text", "speak") and isinstance(message, str):
        yield message
    buttons = payload.get("buttons")
    if trace["type"] == "choice" and isinstance(buttons, list):
        # A raw trace may hold anything.
        names = (one.get("name") if isinstance(one, dict) else one for one in buttons)
        yield " ".join(f"[{name}]" for name in names)
    for key in ("title", "image"):
        if trace["type"] in ("cardV2", "visual") and isinstance(payload.get(key), str):
            yield payload[key]
            return
