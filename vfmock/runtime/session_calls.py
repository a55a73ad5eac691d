"""What clients ask of the sessions that they are bound to."""

from __future__ import annotations

from vfmock.core.connection import INVALID_PAYLOAD
from vfmock.core.effects import GeneralError, Note, Replayed, StateShown
from vfmock.core.events import ActionSend, StateCall
from vfmock.core.journal import DOUBT
from vfmock.core.state import change_state, node_of, put_state
from vfmock.errors import SnapshotError
from vfmock.runtime.clock import Clock
from vfmock.runtime.delivery import Delivery
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession
from vfmock.runtime.script import Script
from vfmock.runtime.sessions import Sessions
from vfmock.runtime.transcripts import Transcripts
from vfmock.types import JSONObject

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
        config = event.config.over(link.client.config)
        if event.transcript is not None:
            self._transcripts.name(live.stored.data, event.transcript, event, now)
        effects = live.session.submit(event, connection=link.id, config=config, now=now)
        return self._sessions.deliver(effects, live)

    def push(self, live: LiveSession, socket: Link, event: ActionSend) -> list[Delivery]:
        """Hand an action from outside to a session, to be answered as this socket of it wants."""
        config, now = socket.client.config, self._clock.now()
        return self._sessions.deliver(live.session.push(event, config=config, now=now), live)

    def cancel(self, live: LiveSession, link: Link, now: float) -> list[Delivery]:
        """Complete the turns of a connection."""
        return self._sessions.deliver(live.session.cancel(link.id, now), live)

    def note_activity(self, live: LiveSession, now: float) -> list[Delivery]:
        """Let the idle timeout of a session start again."""
        live.session.note_activity(now)
        return self._sessions.deliver([], live)

    def replay(self, live: LiveSession, link: Link, since: float) -> list[Delivery]:
        """Tell a connection what came to a session after a moment, if anything did."""
        lines = self._transcripts.replay(live.stored.data, since)
        return [Delivery(Replayed(to=link.id, lines=tuple(lines)), link, live)] if lines else []

    def put_state(self, live: LiveSession, link: Link, state: JSONObject) -> list[Delivery]:
        """Put the state that a client keeps into a session. If its node is unknown, note that, and
        leave the session as it is: its client has no way to get an error for it."""
        data = live.stored.data
        try:
            self._script.must_have(node_of(state), data.agent)
        except SnapshotError as error:
            text = f"the state of {link.client.user_id!r} is not taken: {error}"
            return [Delivery(Note(kind=DOUBT, text=text), link, live)]
        put_state(data, self._script.scenario_of(data.agent), state)
        return []

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
