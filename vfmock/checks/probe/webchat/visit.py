"""One visit of a web chat: what its client sends, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.checks.payload_fields import text_of, value_of
from vfmock.checks.probe.plan import Plan
from vfmock.checks.probe.socketio.socket import Missing, ProbeSocket
from vfmock.types import JSON, JSONObject

LENGTH = 6
"""The limit of a whole turn, as a multiple of the patience, while something still comes."""

CONFIG: JSONObject = {
    "completionEvents": True,
    "audioEvents": False,
    "audioEncoding": "audio/pcm",
    "modality": "chat",
    "guidedNavigation": False,
    "endAutomatically": False,
}
"""How the published client wants to be answered."""


@dataclass(slots=True)
class ChatTurn:
    """What came in one turn: the last status, the traces, the state, and the answer to a
    cancellation. ``lack`` says what came instead of the end; it is empty if that came."""

    status: str = ""
    traces: list[JSON] = field(default_factory=list)
    state: JSON = None
    cancelled: bool | None = None
    ended: bool = False
    lack: str = ""

    @property
    def has_end(self) -> bool:
        """Whether the agent has said that the conversation is over."""
        return any(value_of(trace, "type") == "end" for trace in self.traces)


def who(plan: Plan, **said: JSON) -> JSONObject:
    """The payload of ``start``. What is ``None`` is left out."""
    known = {
        "userID": plan.user,
        "projectID": plan.project,
        "environmentID": plan.environment,
        "authorization": plan.authorization,
        **said,
    }
    return {**{name: one for name, one in known.items() if one is not None}, "config": CONFIG}


async def answer(socket: ProbeSocket, wanted: str) -> JSON:
    """The payload of the wanted event. Other events may pass before it.

    Raises:
        Missing: it did not come. Closed: the connection is over.
    """
    began = socket.time()
    while True:
        event = await socket.next(socket.patience - (socket.time() - began))
        if event.name == wanted:
            return event.payload


async def start(socket: ProbeSocket, plan: Plan, **said: JSON) -> bool:
    """Shake hands. Return whether a new session is required.

    Raises:
        Missing: there was no answer.
    """
    await socket.emit("start", who(plan, **said))
    return value_of(await answer(socket, "start"), "newSessionRequired") is not False


async def session_key(socket: ProbeSocket) -> str | None:
    """Ask for the key of a session.

    Raises:
        Missing: there was no answer.
    """
    await socket.emit("session-key-update")
    return text_of(await answer(socket, "session-key-update"), "sessionKey")


async def play(
    socket: ProbeSocket, action: JSONObject, *, stateful: bool = False, cancels: bool = False
) -> ChatTurn:
    """Send an action, and wait until its turn is over. ``cancels``: cancel it at once.

    Raises:
        Closed: there was no connection to send it on.
    """
    config = {"stateful": stateful, "audioEvents": False, "guidedNavigation": False}
    await socket.emit("action", {"action": action, "config": config})
    if cancels:
        await socket.emit("cancel")
    turn, last = ChatTurn(), socket.time() + LENGTH * socket.patience
    try:
        while not (turn.status and (turn.cancelled is not None or not cancels)) and not turn.ended:
            _take(turn, await socket.next(min(socket.patience, last - socket.time())))
    except Missing as missing:
        turn.lack = str(missing)
    return turn


def _take(turn: ChatTurn, event: JSON) -> None:
    name, payload = event.name, event.payload
    if name == "trace":
        turn.traces.append(value_of(payload, "trace"))
    elif name == "state":
        turn.state = value_of(payload, "state")
    elif name == "cancel":
        turn.cancelled = value_of(payload, "success") is True
    elif name == "session-ended":
        turn.ended = True
    elif name == "action" and value_of(payload, "status") in ("completed", "rejected"):
        turn.status = value_of(payload, "status")
