"""What clients ask of the sessions that they are bound to."""

from __future__ import annotations

from vfmock.core.connection import INVALID_PAYLOAD
from vfmock.core.effects import GeneralError, StateShown
from vfmock.core.events import ActionSend, StateCall
from vfmock.core.state import change_state, node_of
from vfmock.errors import SnapshotError
from vfmock.runtime.clock import Clock
from vfmock.runtime.delivery import Delivery
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession
from vfmock.runtime.script import Script
from vfmock.runtime.sessions import Sessions
from vfmock.runtime.transcripts import Transcripts

STATE_DELETED = "state_deleted"
"""Why a session has ended whose state a client has deleted."""


class SessionCalls:
    """Hands what clients ask to their sessions. The methods return deliveries, and send nothing."""

    def __init__(
        self, *, clock: Clock, sessions: Sessions, script: Script, transcripts: Transcripts
    ) -> None:
        self._clock = clock
        self._sessions = sessions
        self._script = script
        self._transcripts = transcripts

    def submit(
        self, live: LiveSession, link: Link, event: ActionSend, now: float
    ) -> list[Delivery]:
        """Hand an action to a session."""
        config = link.client.config
        if event.transcript is not None:
            self._transcripts.name(live.stored.data, event.transcript, event, now)
        effects = live.session.submit(event, connection=link.id, config=config, now=now)
        return self._sessions.deliver(effects, live)

    def push(self, live: LiveSession, socket: Link, event: ActionSend) -> list[Delivery]:
        """Hand an action from outside to a session, to be answered as this socket of it wants."""
        config, now = socket.client.config, self._clock.now()
        return self._sessions.deliver(live.session.push(event, config=config, now=now), live)

    def call_state(
        self, live: LiveSession, link: Link, event: StateCall, now: float
    ) -> list[Delivery]:
        """Read or change the state of a session, and show it to the connection."""
        data = live.stored.data
        scenario = self._script.scenario_of(data.agent)
        try:
            if event.change == "write":
                self._script.must_have(node_of(event.value), data.agent)
        except SnapshotError as error:
            problem = GeneralError(to=link.id, code=INVALID_PAYLOAD, error=str(error))
            return [Delivery(problem, link, live)]
        shown = StateShown(to=link.id, state=change_state(data, scenario, event, now))
        over = self._sessions.end(live, STATE_DELETED) if event.change == "delete" else []
        return [Delivery(shown, link, live), *over]
