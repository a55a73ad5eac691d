"""Server-sent events, as the public reference describes them: one line of data each."""

from __future__ import annotations

import json

from vfmock.types import JSON, JSONObject

FIELDS = ("event", "id", "data")


def events_in(stream: str) -> list[JSONObject]:
    """The events of a whole stream: ``{event, id?, data}``, with the data read as JSON. Comments
    and blocks without an event are left out.

    Raises:
        ValueError: it is no such stream. The text says what was wanted and what came.
    """
    if not stream.endswith("\n\n"):
        raise ValueError(f"wanted a blank line at the end, got {stream[-40:]!r}")
    events = [_event(block) for block in stream.split("\n\n")]
    return [event for event in events if "event" in event]


def _event(block: str) -> JSONObject:
    found: JSONObject = {}
    for line in filter(None, block.split("\n")):
        name, _, value = line.partition(": ")
        if name in FIELDS:
            if name in found:
                raise ValueError(f"wanted one line {name!r} in an event, got two")
            found[name] = _data(value) if name == "data" else value
        elif not line.startswith((":", "retry: ")):
            raise ValueError(f"wanted a line of an event, got {line[:40]!r}")
    return found


def _data(text: str) -> JSON:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError(f"wanted JSON as the data of an event, got {text[:40]!r}") from None
