"""The initialization sequence of the page, step by step."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vfmock.checks.conformance import Ledger
from vfmock.checks.payload_fields import text_of, value_of
from vfmock.checks.probe.plan import Plan
from vfmock.checks.probe.socketio.socket import Closed, Missing, ProbeSocket, ReceivedEvent
from vfmock.types import JSON, JSONObject

_REFUSED = re.compile(r"unauthori[sz]|forbidden|api.?key|\b40[13]\b", re.IGNORECASE)
"""The words with which servers refuse a client."""


class NeedsKey(Exception):
    """The server wants an API key, and none was given. Nothing more can be tried."""


@dataclass(slots=True)
class Kept:
    """What a client keeps from one connection to the next.

    ``session_key`` is the key of the session, when there is one, and ``since`` the time at which it
    came. ``ended`` says that the session is over.
    """

    session_key: str | None = None
    since: float = 0.0
    ended: bool = False


async def start(socket: ProbeSocket, ledger: Ledger, metadata: JSONObject) -> bool:
    """Send ``client.start``. Return whether a new session is required.

    Raises:
        Missing: there was no answer. NeedsKey: see its docstring.
    """
    await socket.emit("client.start", metadata)
    try:
        payload = await answer(socket, "client.started")
    except Refusal as refusal:
        if "authorization" not in metadata and _REFUSED.search(refusal.words):
            raise NeedsKey(f"needs an API key (--api-key): {refusal}") from None
        ledger.broken("rule.init.2", f"wanted client.started, {refusal}")
        raise
    except Missing as missing:
        ledger.broken("rule.init.3", f"wanted client.started, {missing}")
        raise
    ledger.met("rule.init.2", "rule.init.3")
    return value_of(payload, "newSessionRequired") is not False  # as in the page's own code


async def ready(socket: ProbeSocket, ledger: Ledger, plan: Plan, kept: Kept, live: bool) -> bool:
    """Go through the sequence until the agent is ready. Return whether a session was resumed.

    Raises:
        Missing: the sequence got stuck. NeedsKey: see its docstring.
    """
    key = kept.session_key
    alive = key is not None and not kept.ended
    new = await start(socket, ledger, plan.metadata(session_key=key, live=live))
    if new and alive:
        detail = "wanted newSessionRequired false for the key of a session that goes on, got true"
        ledger.broken("rule.reconnect", detail)
        ledger.broken("rule.session", detail)
    if new:
        await create(socket, ledger, kept)
    elif alive:
        ledger.met("rule.reconnect", "rule.session")
    return alive and not new


async def create(socket: ProbeSocket, ledger: Ledger, kept: Kept) -> None:
    """Send ``session.create``, and keep the key.

    Raises:
        Missing: there was no answer.
    """
    await socket.emit("session.create", {})
    try:
        payload = await answer(socket, "session.created")
    except Missing as missing:
        ledger.broken("rule.init.4", f"wanted session.created, {missing}")
        raise
    kept.session_key, kept.ended = text_of(payload, "sessionKey"), False
    kept.since = socket.time()
    if kept.session_key is None:
        ledger.broken("rule.init.4", "wanted a sessionKey in session.created, got none")
        for point in ("rule.reconnect", "rule.session"):
            ledger.untried(point, "needs a sessionKey, and session.created had none")
    else:
        ledger.met("rule.init.4")


class Refusal(Missing):
    """An ``error`` came. ``words`` are what it says."""

    def __init__(self, event: ReceivedEvent) -> None:
        self.words = in_words(event.payload)
        super().__init__(f"got error {self.words!r}")


async def answer(socket: ProbeSocket, wanted: str) -> JSON:
    """The payload of the wanted event. Other events may pass before it.

    Raises:
        Missing: the event did not come. Refusal: an ``error`` came.
    """
    began, others = socket.time(), 0
    try:
        while True:
            event = await socket.next(socket.patience - (socket.time() - began))
            if event.name == wanted:
                return event.payload
            if event.name == "error":
                raise Refusal(event)
            others += 1
    except Closed:
        raise
    except Missing as missing:
        if others and not isinstance(missing, Refusal):
            raise Missing(f"got {others} other events in {socket.patience:g} s") from None
        raise


def in_words(payload: JSON) -> str:
    """What an ``error`` says: its code and its text."""
    words = (text_of(payload, "code"), text_of(payload, "error"))
    return ": ".join(filter(None, words)) or str(payload)
