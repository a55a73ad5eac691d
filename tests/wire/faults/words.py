"""What a client was told and what it reports, in words short enough for a table."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from typing import Any

from tests.clients.base import Event, WireClient
from vfmock import MockServer
from vfmock.types import JSONObject

PREVIOUS, ACTION, NEXT = "m0", "m1", "m2"
"""The ids of the three actions of a test: the fault happens to the second of them."""

AS_USUAL = ["accepted (next)", "text again (next)", "completed (next)"]
"""What the next action gets when the fault is over."""

NOTHING = "nothing"

_WHOSE = {PREVIOUS: " (previous)", ACTION: "", NEXT: " (next)"}


def words_of(events: Iterable[Event]) -> str:
    """Events: ``accepted, text one, completed``; what is as usual afterwards is left out."""
    words = [_event(name, args) for name, args in events]
    if words[-len(AS_USUAL) :] == AS_USUAL:
        del words[-len(AS_USUAL) :]
    return _join(words)


def reports_of(client: WireClient) -> str:
    """What a client says of its connection: ``disconnect: transport close (close code 1000)``."""
    return _join(report(*said) for said in client.lifecycle if said[0] in _REPORTS)


def report(name: str, fields: dict[str, Any], port: int = 0) -> str:
    """One report of a client; ``port`` is the port of the server, which differs in each run."""
    details = fields.get("details") or fields
    what = fields["raw"] if name == "disconnect" else fields["message"]
    more = [
        f"{words} {found}"
        for key, words in _DETAILS.items()
        if (found := details.get(key)) not in (None, "", 0)
    ]
    data = fields.get("data")
    more += [f"data {json.dumps(data)}"] if data is not None else []
    # The rest is aiohttp's and the operating system's.
    what = re.sub(r"\[Errno \d+\] | ssl:default .*", "", what)
    words = f"{name}: {what}" + (f" ({', '.join(more)})" if more else "")
    return words.replace(str(port), "PORT") if port else words


def notes_of(server: MockServer, fault: str) -> list[str]:
    """The notes of the journal that name a fault, each once."""
    notes = [e for e in server.journal if e.direction == "note" and e.fault == fault]
    return list(dict.fromkeys(f"{note.name}: {note.payload}" for note in notes))


def join(*parts: str) -> str:
    """Both, or the one that is not empty."""
    return ", ".join(part for part in parts if part) or NOTHING


def _join(words: Iterable[str]) -> str:
    groups = ((word, len(list(group))) for word, group in itertools.groupby(words))
    return ", ".join(word if count == 1 else f"{word} ×{count}" for word, count in groups)


def _event(name: str, args: list[Any]) -> str:
    payload = args[0] if args else {}
    match name:
        case "action.status":
            reason = f" {payload['reason']}" if "reason" in payload else ""
            return f"{payload['status']}{reason}{_whose(payload)}"
        case "action.trace":
            return _trace(payload["trace"]) + _whose(payload)
        case "client.started":
            return f"{name} {json.dumps(payload['newSessionRequired'])}"
        case "session.created":
            return name + _key(payload)
        case "server.restart":
            return f"{name} {payload['action']['type']}" if payload else name
        case _:
            return " ".join([name, *map(str, payload.values())])


def _whose(payload: JSONObject) -> str:
    return _WHOSE.get(payload["messageID"], " (nobody's)")


def _key(payload: JSONObject) -> str:
    if "sessionKey" not in payload:
        return " without key"
    return "" if payload["sessionKey"].count(".") == 2 else " with half a key"


def _trace(trace: JSONObject) -> str:
    kind, payload = trace["type"], trace.get("payload")
    if payload is None:
        return f"{kind} without payload"
    if kind == "text":
        message = payload["message"]
        if not isinstance(message, str):
            return f"{kind} {json.dumps(message)}"
        return f"{kind} {message if len(message) < 100 else f'of {len(message)} bytes'}"
    return f"{kind} {payload['state']}" if "state" in payload else str(kind)


_REPORTS = ("connect_error", "disconnect", "upgrade_error")
_DETAILS = {"close_code": "close code", "close_reason": "reason", "http_status": "HTTP"}
