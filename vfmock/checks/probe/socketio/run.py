"""The run connects again and again, as a client does, and tries what the plan has."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from vfmock.checks.conformance import POINTS, Ledger, Observer
from vfmock.checks.counts import counted
from vfmock.checks.payload_fields import value_of
from vfmock.checks.probe.base import PROBES, Probe, Probed
from vfmock.checks.probe.plan import PATH, SOCKET, TRANSPORTS, Plan
from vfmock.checks.probe.socketio.handshake import Kept, NeedsKey, ready, start
from vfmock.checks.probe.socketio.keys import WRONG_KEYS, try_wrong_keys
from vfmock.checks.probe.socketio.quiet import quiet_library
from vfmock.checks.probe.socketio.socket import Closed, Missing, ProbeSocket, Refused
from vfmock.checks.probe.socketio.turns import Turns, await_end, play
from vfmock.contract import load_contract
from vfmock.types import JSON, JSONObject

VISITS = 8
"""The maximum number of connections, even if the server restarts more often."""

FAILURES = 2
"""How many handshakes may fail. After that, the run only connects with the other transports."""

SETTLE = 0.2
"""Seconds to wait before the probe leaves a connection, for events that come too late."""

LAUNCH: JSONObject = {"type": "launch", "payload": {}}


@PROBES.register(SOCKET)
class SocketProbe(Probe):
    """Goes through the documented lifecycle of the Socket.IO channel."""

    points = POINTS

    async def go(self) -> Probed:
        run = Run(self.plan, self.ledger)
        with quiet_library():
            await run.go()
        return Probed(f"on {counted(run.connections, 'connection')}", tuple(run.observer.odd))


class Run:
    """One run. ``connections`` is the number of connections so far."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.ledger = ledger
        self.observer = Observer(load_contract(), self.ledger)
        self.connections = 0
        self._plan = plan
        self._kept = Kept()
        self._known: set[str] = set()
        self._resumed = False
        self._ready = False
        self._failures = 0
        self._sent = 0
        self._accepted = 0
        self._came_back = False
        self._replay: JSON = None
        stages: list[Callable[[ProbeSocket], Awaitable[None]]] = [self._launch, self._talk]
        self._stages = deque([*stages, self._overlap])
        if plan.event is not None:
            self._stages.append(self._start_at)

    async def go(self) -> None:
        """Visit with each transport, then with one that works, until everything was tried."""
        for transport in set(TRANSPORTS) - set(self._plan.transports):
            self.ledger.untried(f"rule.transports.{transport}", "left out by --transport")
        transports = deque(self._plan.transports)
        working = ""
        for _ in range(VISITS):
            if not transports and not (working and self._stages):
                break
            transport = transports.popleft() if transports else working
            if await self._visit(transport, self._stay):
                working = transport
        if working and self._ready:
            await self._visit(working, self._without_session)
            await self._try_wrong_keys(working)
        self._conclude(bool(working))

    def _conclude(self, connected: bool) -> None:
        """Enter what is known only at the end."""
        if not connected and not self.ledger.is_met("rule.path"):
            self.ledger.broken("rule.path", f"wanted a connection at {PATH}, got none")
        self.ledger.stop(_reason(connected, self._ready))
        if self._sent and not self.ledger.is_met("rule.init.5"):
            self.ledger.broken("rule.init.5", "wanted a status of an action, got none of any")
        if self._accepted and not self.ledger.is_met("rule.action.3"):
            accepted = counted(self._accepted, "accepted action")
            self.ledger.broken("rule.action.3", f"wanted a trace of {accepted}, got none")
        if self._sent:
            self.ledger.untried("rule.action.1", "no action got a status: see rule.action.2")
            self.ledger.untried("rule.action.3", "no trace came of an accepted action")
            self.ledger.untried("rule.action.4", "no action was accepted")
            self.ledger.untried("rule.init.4.resumed", "no session was resumed")

    # Connections.

    async def _visit(self, transport: str, stay: Callable[[ProbeSocket], Awaitable[None]]) -> bool:
        """Connect, stay for a while, and leave. Return whether there was a connection."""
        self.connections += 1
        name = f"c{self.connections}"
        socket = ProbeSocket(name, self._plan.url, self.observer, self._plan.patience)
        try:
            if not await self._connect(socket, transport):
                return False
            with suppress(Missing):  # the ledger already has it
                await stay(socket)
            await socket.listen(SETTLE)
        except NeedsKey as needs:
            self.ledger.stop(str(needs))
            self._failures = FAILURES
            self._stages.clear()
        finally:
            await socket.close()
        self._kept.ended = self._kept.ended or socket.ended
        return True

    async def _connect(self, socket: ProbeSocket, transport: str) -> bool:
        point = f"rule.transports.{transport}"
        try:
            await socket.connect(transport)
        except Refused as refused:
            self.ledger.met("rule.path")
            self.ledger.broken("rule.init.1", f"wanted connect, {refused}")
            self.ledger.untried(point, "the server refused to connect: see rule.init.1")
            return False
        except Missing as missing:
            self.ledger.broken(point, f"wanted a connection, {missing}")
            return False
        self.ledger.met("rule.path", "rule.init.1")
        if socket.transport == TRANSPORTS[transport][-1]:
            self.ledger.met(point)
        else:
            detail = f"wanted {TRANSPORTS[transport][-1]}, it stayed with {socket.transport}"
            self.ledger.broken(point, detail)
        return True

    async def _stay(self, socket: ProbeSocket) -> None:
        """Get ready, and try the next item of the plan."""
        if self._failures >= FAILURES:
            return
        try:
            # The first connection asks for no chunks, so none may come.
            live = self._ready
            self._resumed = await ready(socket, self.ledger, self._plan, self._kept, live)
        except Missing:
            self._failures += 1
            if self._failures >= FAILURES:
                self._stages.clear()
            raise
        self._ready = True
        if self._came_back:
            await self._go_on(socket)
        if self._stages and socket.restart is None:
            await self._stages[0](socket)
            if socket.restart is None:
                self._stages.popleft()
        if socket.restart is not None:
            self._came_back, self._replay = True, value_of(socket.restart, "action")

    async def _go_on(self, socket: ProbeSocket) -> None:
        """The first action after ``server.restart``, on the next connection."""
        action, self._came_back, self._replay = self._replay, False, None
        if self._resumed:
            self.ledger.met("rule.restart")
        else:
            self.ledger.broken("rule.restart", "wanted the session to go on, got a new one")
        if isinstance(action, dict):
            turns = await self._turn(socket, action)
            if turns.accepted:
                self.ledger.met("rule.restart.replay")
            elif turns.rejected:
                detail = f"wanted accepted, got rejected: {turns.reason!r}"
                self.ledger.broken("rule.restart.replay", detail)

    async def _without_session(self, socket: ProbeSocket) -> None:
        """Send an action of a user who has no session and asks for none."""
        user = f"{self._plan.user}-without-session"
        metadata = self._plan.metadata(user=user, live=False)
        try:
            required = await start(socket, self.ledger, metadata)
        except Missing as missing:
            self.ledger.untried("rule.action.session", f"no client.started: {missing}")
            raise
        if not required:
            self.ledger.untried("rule.action.session", "a user without a session was given one")
            return
        turns = await play(socket, self._known, LAUNCH)
        if turns.accepted:
            self.ledger.broken(
                "rule.action.session", "wanted no acceptance without a session, got it"
            )
        else:
            self.ledger.met("rule.action.session")

    async def _try_wrong_keys(self, transport: str) -> None:
        """A wrong key proves something only while the right one resumes a session."""
        for _ in ("make a session, if it has ended", "resume it"):
            if not self._resumed or self._kept.ended:
                await self._visit(transport, self._resume)
        if not self._resumed or self._kept.ended:
            for point in WRONG_KEYS:
                self.ledger.untried(point, "the right key resumes no session")
            return
        visit = partial(self._visit, transport)
        await try_wrong_keys(visit, self._kept, self.ledger, self._plan)

    async def _resume(self, socket: ProbeSocket) -> None:
        self._resumed = await ready(socket, self.ledger, self._plan, self._kept, live=True)

    # Actions.

    async def _launch(self, socket: ProbeSocket) -> None:
        await self._begin(socket, LAUNCH, "rule.start.launch")

    async def _start_at(self, socket: ProbeSocket) -> None:
        action: JSONObject = {"type": "event", "payload": {"event": {"name": self._plan.event}}}
        await self._begin(socket, action, "rule.start.event")

    async def _begin(self, socket: ProbeSocket, action: JSONObject, point: str) -> None:
        turns = await self._turn(socket, action)
        if turns.accepted:
            self.ledger.met(point)
        elif turns.rejected:
            self.ledger.broken(point, f"wanted accepted, got rejected: {turns.reason!r}")
        else:
            self.ledger.untried(point, "the action was not accepted: see rule.action.2")

    async def _talk(self, socket: ProbeSocket) -> None:
        for text in self._plan.say:
            turns = await self._turn(socket, {"type": "text", "payload": text})
            if turns.lack or socket.ended or turns.restarted:
                break

    async def _overlap(self, socket: ProbeSocket) -> None:
        """Send two launches at once. A launch changes nothing that could stop the other one."""
        point = "rule.action.overlap"
        turns = await self._turn(socket, LAUNCH, LAUNCH)
        statuses = len(turns.stages)
        if len(turns.accepted) == turns.sent:
            self.ledger.met(point)
        elif turns.ended or turns.restarted:
            self.ledger.untried(point, "the session or the connection ended meanwhile")
        elif turns.accepted and turns.rejected:
            self.ledger.broken(point, f"wanted both accepted, got one rejected: {turns.reason!r}")
        elif turns.rejected and statuses == turns.sent:
            self.ledger.untried(point, f"no action runs: launch was rejected: {turns.reason!r}")
        else:
            detail = f"wanted 2 actions accepted, got {len(turns.accepted)}"
            self.ledger.broken(point, f"{detail}: {turns.lack}" if turns.lack else detail)

    async def _turn(self, socket: ProbeSocket, *actions: JSONObject) -> Turns:
        """Play a turn, and enter what the page says about every turn."""
        ledger = self.ledger
        self._sent += 1
        try:
            turns = await play(socket, self._known, *actions)
        except Closed as closed:
            turns = Turns(len(actions), lack=f"got {closed}")
        if turns.stages:
            ledger.met("rule.init.5", "rule.action.1")
        if turns.accepted or turns.rejected:
            ledger.met("rule.action.2")
        elif turns.lack:
            ledger.broken("rule.action.2", f"wanted accepted or rejected, {turns.lack}")
        if turns.accepted:
            self._enter_answers(turns)
        if self._resumed and turns.accepted:
            ledger.met("rule.init.4.resumed")
        elif self._resumed and turns.rejected:
            ledger.untried("rule.init.4.resumed", f"the action was rejected: {turns.reason!r}")
        if turns.ending and not socket.ended and not turns.lack:
            lack = await await_end(socket)
            if lack:
                reason = f"an end trace came, and no session.ended behind it: {lack}"
                ledger.untried("rule.end", reason)
        return turns

    def _enter_answers(self, turns: Turns) -> None:
        """Enter the results of an accepted action."""
        self._accepted += len(turns.accepted)
        if turns.traces:
            self.ledger.met("rule.action.3")
        if turns.completed:
            self.ledger.met("rule.action.4")
        if turns.lack:
            self.ledger.broken("rule.action.4", f"wanted completed, {turns.lack}")


def _reason(connected: bool, was_ready: bool) -> str:
    """The reason why the rest was not tried."""
    if not connected:
        return "there was no connection"
    return "the check did not get that far" if was_ready else "no session got ready"
