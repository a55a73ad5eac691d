"""Server-sent events, as a client reads them."""

from __future__ import annotations

from vfmock.checks.probe.http.calls import parsed
from vfmock.types import JSONObject

FIELDS = ("event", "id", "data")


def events_in(stream: str) -> list[JSONObject]:
    """The events of a whole stream: ``{event, id?, data}``, with the data read as JSON. Other
    fields, comments and blocks without an event are left out.

    Raises:
        ValueError: it is no such stream. The text says what was wanted and what came.
    """
    text = with_plain_ends(stream)
    if not text.endswith("\n\n"):
        raise ValueError(f"wanted a blank line at the end, got {text[-40:]!r}")
    events = [_event(block) for block in text.split("\n\n")]
    return [event for event in events if "event" in event]


def with_plain_ends(stream: str) -> str:
    """A stream whose lines end with a line feed. All three ends of lines are allowed."""
    return stream.replace("\r\n", "\n").replace("\r", "\n")


def _event(block: str) -> JSONObject:
    found: JSONObject = {}
    for line in filter(None, block.split("\n")):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data" and "data" in found:
            found["data"] += f"\n{value}"
        elif name in FIELDS:
            found[name] = value
    if "data" in found:
        try:
            found["data"] = parsed(found["data"])
        except ValueError:
            shown = found["data"][:40]
            raise ValueError(f"wanted JSON as the data of an event, got {shown!r}") from None
    return found
