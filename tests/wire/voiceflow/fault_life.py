"""A short life of Voiceflow's runtime client in which it meets a fault."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from tests.clients.base import ClientGoneError
from tests.clients.runtime_client import RuntimeClient
from tests.wire.faults.reports import REPORTS
from tests.wire.faults.reports.connection import CONNECTION
from tests.wire.faults.talk import arm
from vfmock import MockServer
from vfmock.core.journal import Entry

OPEN = "the answer stays open"
"""What is said of an action whose stream never ends."""

READY = "ready"

SECOND = "again"
"""What the user says last."""

AS_USUAL = ["accepted", SECOND, "completed"]
"""What answers the second action where the fault is over."""

CLOSED = "Socket.io connection closed"
"""What the client says in its log."""

HASTE = 20
"""How many times faster the client waits for answers that do not come: 10 s are half a second."""

UNANSWERED = (
    "connection refused",
    "connection reset",
    "handshake timeout",
    "http error",
    "client.started missing",
    "session.created missing",
)
"""The faults for which the client waits until it gives up."""

COMES_BACK = ("new session required",)
"""The faults that only a client with a key can meet."""

BREAKS = set(CONNECTION) - {"ping timeout"}
"""The faults that break a connection in the middle of an action."""

IN_ITS_OWN_TIME = ("half open", "ping timeout")
"""The faults that a client notices by its heartbeats."""


async def life(client: RuntimeClient, server: MockServer, fault: str) -> tuple[str, str]:
    """What the server sends of a fault, and what the client makes of it: how its ``init`` ends,
    what it hears of an action, and what of the next one where that is not as usual."""
    report = REPORTS[fault]
    if fault in COMES_BACK:
        await client.init()
        await client.disconnect()
    arm(server, fault, report)
    await client.hurry(HASTE if fault in UNANSWERED else 1)
    told = [await _init(client)]
    if told[0].startswith(READY):
        told.append(await _said(client, report.action, breaks=fault in BREAKS))
        if fault == "ping timeout":
            await client.wait_for_log(CLOSED)
        again = await _said(client, SECOND)
        told += [] if again == SECOND else [f"then {again}"]
    return _sent(server), "; ".join(told)


async def _init(client: RuntimeClient) -> str:
    """How the client begins."""
    try:
        await client.init()
    except ClientGoneError as error:
        return f"init fails: {_reason(error)}"
    transport = (await client.status())["transport"]
    return READY if transport == "websocket" else f"{READY} by {transport}"


async def _said(client: RuntimeClient, words: str, *, breaks: bool = False) -> str:
    """What the client hears of an action. ``breaks``: the connection is lost meanwhile."""
    before = len(client.reported("trace"))
    action = None if words == "launch" else {"type": "text", "payload": words}
    saying = asyncio.ensure_future(client.interact(action, audioEvents=words == "sound"))
    wait = client.wait_for_log(CLOSED) if breaks else _everything(client, saying)
    waiting = asyncio.ensure_future(wait)
    await asyncio.wait({saying, waiting}, return_when=asyncio.FIRST_COMPLETED)
    await waiting
    heard = _join(map(_trace, client.reported("trace")[before:]))
    if not saying.done():
        saying.cancel()
        return f"{heard}, {OPEN}" if heard else OPEN
    error = saying.exception()
    if isinstance(error, ClientGoneError):
        return f"the action fails: {_reason(error)}"
    return heard or "an empty answer"


async def _everything(client: RuntimeClient, saying: asyncio.Future[Any]) -> None:
    """Wait until the client has everything that the server has sent it so far: the answer to a
    cancellation comes last."""
    while not saying.done() and (await client.status())["connection"] != "session_started":
        pass  # it connects again, and then sends what it has to say
    with suppress(ClientGoneError):
        await client.interrupt()
    await client.status()


def _reason(error: ClientGoneError) -> str:
    """The message of the client's own error."""
    return str(error).partition("\n")[0].rpartition("Error: ")[2]


def _sent(server: MockServer) -> str:
    """What went out to the client, without what is as usual afterwards."""
    said = [one for entry in server.journal if (one := _words(entry))]
    if said[-len(AS_USUAL) :] == AS_USUAL:
        del said[-len(AS_USUAL) :]
    return _join(said) or "nothing"


def _words(entry: Entry) -> str:
    """What went out, in words; empty if nothing did, or only the answer to a cancellation."""
    payload: Any = entry.payload
    if entry.direction != "out" or entry.name == "action.cancelled":
        return ""
    match entry.name:
        case "client.started":
            return f"start {json.dumps(payload['newSessionRequired'])}"
        case "session.created":
            key = payload.get("sessionKey")
            how = "without key" if key is None else "" if key.count(".") == 2 else "with half a key"
            return f"{entry.shown} {how}".strip()
        case "action.status":
            return str(payload["status"])
        case "action.trace":
            return _trace(payload["trace"])
    return entry.shown if entry.wire else ""


def _trace(trace: Any) -> str:
    payload = trace.get("payload")
    if not isinstance(payload, dict):
        return f"{trace['type']} without payload"
    message = payload.get("message")
    if trace["type"] == "text" and isinstance(message, str):
        return message if len(message) < 100 else f"a text of {len(message)} characters"
    if trace["type"] in ("audio", "completion"):
        return f"{trace['type']} {payload['state']}"
    return f"text {json.dumps(message)}" if trace["type"] == "text" else str(trace["type"])


def _join(words: Iterable[str]) -> str:
    groups = ((word, len(list(group))) for word, group in itertools.groupby(words))
    return ", ".join(word if count == 1 else f"{word} ×{count}" for word, count in groups)
