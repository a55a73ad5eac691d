"""Turns: an action and its whole answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.checks.lifecycle.tables import ActionStage
from vfmock.checks.payload_fields import text_of, value_of
from vfmock.checks.probe.socketio.handshake import in_words
from vfmock.checks.probe.socketio.socket import Closed, Missing, ProbeSocket, ReceivedEvent
from vfmock.types import JSONObject

LENGTH = 6
"""The limit of a whole turn, as a multiple of the patience, while something still comes."""


STAGES = {stage.value: stage for stage in ActionStage if stage is not ActionStage.SENT}
"""The stages, by their status."""


@dataclass(slots=True)
class Turns:
    """The turns of the actions that were sent together; usually one.

    ``stages`` are the stages of the turns whose messageID is known. ``accepted`` are the accepted
    turns. ``reason`` is the reason of a rejection. ``lack`` says what came instead of the expected
    event. It is empty if all turns were completed or rejected, or the session ended.
    """

    sent: int
    stages: dict[str, ActionStage] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    traces: int = 0
    ending: bool = False
    ended: bool = False
    restarted: bool = False
    reason: str = "no reason given"
    error: str = ""
    lack: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more has to come."""
        done = [
            one
            for one in self.stages.values()
            if one in (ActionStage.REJECTED, ActionStage.COMPLETED)
        ]
        return self.ended or self.restarted or len(done) >= self.sent

    @property
    def rejected(self) -> bool:
        """Whether any turn was rejected."""
        return ActionStage.REJECTED in self.stages.values()

    @property
    def completed(self) -> bool:
        """Whether any turn was completed."""
        return ActionStage.COMPLETED in self.stages.values()

    def take(self, event: ReceivedEvent, known: set[str]) -> None:
        """Take an event. ``known`` are the messageIDs of earlier turns."""
        payload = event.payload
        message_id = text_of(payload, "messageID")
        if event.name == "action.status" and message_id is not None and message_id not in known:
            status = value_of(payload, "status")
            if isinstance(status, str) and status in STAGES:
                self.stages[message_id] = STAGES[status]
            if status == "accepted":
                self.accepted.add(message_id)
            elif status == "rejected":
                self.reason = text_of(payload, "reason") or self.reason
        elif event.name == "action.trace":
            self.traces += 1
            self.ending = self.ending or value_of(value_of(payload, "trace"), "type") == "end"
        elif event.name == "session.ended":
            self.ended = True
        elif event.name == "server.restart":
            self.restarted = True
        elif event.name == "error":
            self.error = f", and error {in_words(payload)!r}"


async def play(socket: ProbeSocket, known: set[str], *actions: JSONObject) -> Turns:
    """Send actions, one after the other, and wait until nothing more has to come.

    The server makes the messageIDs, because the page's payload of ``action.send`` has none.
    ``known`` gets the messageIDs of these turns.

    Raises:
        Closed: there was no connection to send the actions on.
    """
    for action in actions:
        await socket.emit("action.send", {"action": action})
    turns = Turns(len(actions))
    last = socket.time() + LENGTH * socket.patience
    try:
        while not turns.over:
            turns.take(await socket.next(min(socket.patience, last - socket.time())), known)
    except Closed as closed:
        turns.lack = f"{closed}{turns.error}"
    except Missing as missing:
        endless = socket.time() >= last
        lack = f"got no end of it in {LENGTH * socket.patience:g} s" if endless else str(missing)
        turns.lack = f"{lack}{turns.error}"
    known.update(turns.stages)
    return turns


async def await_end(socket: ProbeSocket) -> str:
    """Wait for ``session.ended``. Return what came instead, or nothing."""
    began = socket.time()
    try:
        while True:
            event = await socket.next(socket.patience - (socket.time() - began))
            if event.name == "session.ended":
                return ""
    except Missing as missing:
        return str(missing)
