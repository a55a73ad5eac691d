"""The run: a web chat that comes, talks, leaves, comes back, and comes with wrong keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeAlias

from vfmock.checks.conformance import Ledger, Observer
from vfmock.checks.counts import counted
from vfmock.checks.probe.base import PROBES, Probe, Probed
from vfmock.checks.probe.plan import Plan
from vfmock.checks.probe.socketio.keys import NoJWT, changed, foreign
from vfmock.checks.probe.socketio.quiet import quiet_library
from vfmock.checks.probe.socketio.socket import Closed, Missing, ProbeSocket
from vfmock.checks.probe.webchat.points import WEBCHAT_POINTS
from vfmock.checks.probe.webchat.visit import ChatTurn, answer, play, session_key, start
from vfmock.contract import load_contract
from vfmock.types import JSONObject

SETTLE = 0.2
"""Seconds to wait before the probe leaves a connection, for events that come too late."""

LAUNCH: JSONObject = {"type": "launch", "payload": {"resetState": False}}

WRONG_KEYS: Mapping[str, Callable[[str], str]] = {
    "webchat.stale": changed,
    "webchat.foreign": foreign,
}
"""The points that wrong keys try, and how a key is made wrong."""

Stay: TypeAlias = Callable[[ProbeSocket], Awaitable[None]]
"""What is done on one connection."""


@PROBES.register("webchat-socket")
class WebchatProbe(Probe):
    """Goes through the life of Voiceflow's own web chat over Socket.IO."""

    points = WEBCHAT_POINTS

    async def go(self) -> Probed:
        run = WebchatRun(self.plan, self.ledger)
        with quiet_library():
            await run.go()
        return Probed(f"on {counted(run.connections, 'connection')}", tuple(run.observer.odd))


class WebchatRun:
    """One run. ``connections`` is the number of connections so far."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.ledger = ledger
        self.observer = Observer(load_contract(), ledger, WEBCHAT_POINTS)
        self.connections = 0
        self._plan = plan
        self._key: str | None = None
        self._is_over = False
        self._traces = 0

    async def go(self) -> None:
        """Visit again and again, until everything was tried."""
        if not await self._visit("websocket", self._begin):
            self.ledger.stop("there was no connection by websocket")
            await self._visit("polling", self._only_connect)
            return
        if self._key is None:
            self.ledger.stop("no session got ready")
            await self._visit("polling", self._only_connect)
            return
        await self._visit("polling", self._come_back)
        await self._visit("websocket", self._talk)
        await self._visit("websocket", self._ask_early)
        for point, wrong in WRONG_KEYS.items():
            await self._visit("websocket", partial(self._come_with, point, wrong))

    async def _visit(self, transport: str, stay: Stay) -> bool:
        """Connect, stay for a while, and leave. Return whether there was a connection."""
        self.connections += 1
        name, point = f"c{self.connections}", f"webchat.transports.{transport}"
        socket = ProbeSocket(name, self._plan.url, self.observer, self._plan.patience)
        try:
            try:
                await socket.connect(transport)
            except Missing as missing:
                self.ledger.broken(point, f"wanted a connection, {missing}")
                return False
            self.ledger.met(point)
            with suppress(Missing):  # the ledger already has it
                await stay(socket)
            await socket.listen(SETTLE)
        finally:
            await socket.close()
        self._is_over = self._is_over or socket.ended
        return True

    # What is done on a connection.

    async def _only_connect(self, socket: ProbeSocket) -> None:
        """Nothing more."""

    async def _begin(self, socket: ProbeSocket) -> None:
        """A first conversation, with everything that a client does without knowing the agent."""
        with self._wanting("webchat.start", "start"):
            required = await start(socket, self._plan)
        if not required:
            self.ledger.broken("webchat.start", "wanted newSessionRequired true without a key")
        self._key = await self._ask(socket, "webchat.key")
        await self._turn(socket, LAUNCH)
        if not socket.ended:
            await self._turn(socket, LAUNCH, stateful=True)
        if not socket.ended:
            await self._cancel_nothing(socket)
            await self._stay_alive(socket)

    async def _come_back(self, socket: ProbeSocket) -> None:
        """Resume the session, and hear again what was said in it."""
        if self._is_over:
            for point in ("webchat.resume", "webchat.replay"):
                self.ledger.untried(point, "the session has ended")
            return
        with self._wanting("webchat.resume", "start"):
            required = await start(socket, self._plan, sessionKey=self._key, lastReceivedAt=0)
        if required:
            detail = "wanted newSessionRequired false for the key of a session that goes on"
            self.ledger.broken("webchat.resume", f"{detail}, got true")
            self.ledger.untried("webchat.replay", "no session was resumed")
            return
        self.ledger.met("webchat.resume")
        if not self._traces:
            self.ledger.untried("webchat.replay", "no trace came before")
            return
        with self._wanting("webchat.replay", "replay"):
            await answer(socket, "replay")
        self.ledger.met("webchat.replay")

    async def _talk(self, socket: ProbeSocket) -> None:
        """Say what the user wants to be said. What was said last is said again, and cancelled."""
        if await start(socket, self._plan, sessionKey=None if self._is_over else self._key):
            self._key = await self._ask(socket, "webchat.key")
        for words in self._plan.say:
            if not socket.ended:
                await self._turn(socket, {"type": "text", "payload": words})
        if not socket.ended:
            await self._cancel_something(socket)

    async def _ask_early(self, socket: ProbeSocket) -> None:
        """Ask for a key before the handshake. Both are answered."""
        await socket.emit("session-key-update")
        point = "webchat.key.early"
        with self._wanting(point, "start"):
            await start(socket, self._plan, sessionKey=None if self._is_over else self._key)
        with self._wanting(point, "session-key-update"):
            await answer(socket, "session-key-update")
        self.ledger.met(point)

    async def _come_with(
        self, point: str, wrong: Callable[[str], str], socket: ProbeSocket
    ) -> None:
        """Come with a key that resumes nothing. The socket can still be used for a new session."""
        try:
            key = wrong(self._key or "")
        except NoJWT as error:
            self.ledger.untried(point, f"the sessionKey is no JWT: {error}")
            return
        with self._wanting(point, "start"):
            required = await start(socket, self._plan, sessionKey=key)
        if not required:
            self.ledger.broken(point, "wanted newSessionRequired true, got false")
            return
        await self._ask(socket, point)
        self.ledger.met(point)

    # Steps.

    async def _ask(self, socket: ProbeSocket, point: str) -> str | None:
        with self._wanting(point, "session-key-update"):
            key = await session_key(socket)
        if key is None:
            self.ledger.broken(point, "wanted a sessionKey in session-key-update, got none")
        else:
            self.ledger.met("webchat.start", "webchat.key")
        return key

    async def _turn(
        self, socket: ProbeSocket, action: JSONObject, *, stateful: bool = False
    ) -> ChatTurn:
        """Play a turn, and enter what is true of every turn."""
        try:
            turn = await play(socket, action, stateful=stateful)
        except Closed as closed:
            turn = ChatTurn(lack=f"got {closed}")
        self._traces += len(turn.traces)
        if turn.lack:
            self.ledger.broken("webchat.action", f"wanted completed or rejected, {turn.lack}")
        else:
            self.ledger.met("webchat.action")
        if turn.traces:
            self.ledger.met("webchat.trace")
        if stateful and turn.status == "completed":
            self._enter_state(turn)
        if turn.has_end and not socket.ended:
            with suppress(Missing):
                await answer(socket, "session-ended")
        if socket.ended:
            self.ledger.met("webchat.end")
        return turn

    def _enter_state(self, turn: ChatTurn) -> None:
        if isinstance(turn.state, dict):
            self.ledger.met("webchat.state")
        else:
            self.ledger.broken("webchat.state", "wanted a state before completed, got none")

    async def _cancel_nothing(self, socket: ProbeSocket) -> None:
        """Cancel where nothing runs."""
        await socket.emit("cancel")
        with self._wanting("webchat.cancel", "cancel"):
            await answer(socket, "cancel")
        self.ledger.met("webchat.cancel")

    async def _cancel_something(self, socket: ProbeSocket) -> None:
        """Cancel an action at once. If it still runs then, it is completed early."""
        text = self._plan.say[-1] if self._plan.say else "Hello"
        turn = await play(socket, {"type": "text", "payload": text}, cancels=True)
        point = "webchat.cancel.running"
        if turn.lack and turn.cancelled:
            self.ledger.broken(point, f"wanted completed after success, {turn.lack}")
        elif turn.cancelled and turn.status == "completed":
            self.ledger.met(point)

    async def _stay_alive(self, socket: ProbeSocket) -> None:
        """Say that the user is still there. A turn works as before."""
        await socket.emit("keep-alive")
        turn = await self._turn(socket, LAUNCH)
        if turn.lack:
            self.ledger.broken("webchat.keep-alive", f"wanted a turn after it, {turn.lack}")
        else:
            self.ledger.met("webchat.keep-alive")

    @contextmanager
    def _wanting(self, point: str, event: str) -> Iterator[None]:
        """While this lasts, a missing answer breaks a point."""
        try:
            yield
        except Missing as missing:
            self.ledger.broken(point, f"wanted {event}, {missing}")
            raise
