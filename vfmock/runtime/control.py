"""Control: everything that can be done to a world, from Python and over HTTP alike."""

from __future__ import annotations

from vfmock.core.conversation import conversation
from vfmock.core.effects import RestartOrder
from vfmock.core.faults import Fault, FaultRule
from vfmock.core.faults.plan import Armed
from vfmock.core.journal import Journal
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.verification import Expectation, failure
from vfmock.errors import ServerError
from vfmock.runtime.clock import MockClock
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession
from vfmock.runtime.world import World
from vfmock.types import JSON, JSONObject

FAILURES = ("mismatch", "scenario_error", "internal_error")
"""Notes of the journal that are problems, beside violations of the contract."""


class Control:
    """Called on the world's loop. ``MockServer`` and the admin API are thin faces over it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._expectations: list[Expectation] = []

    # The scenario and its rules.

    @property
    def scenario(self) -> Scenario:
        """The scenario that is played, without the rules that were added."""
        return self.world.script.scenario

    def load(self, scenario: Scenario) -> None:
        """Play another scenario from now on, with its faults; sessions that run keep their state.

        Raises:
            ScenarioError: it would send what the contract does not allow.
        """
        self.world.script.replace(scenario)
        self.arm_scenario()

    def put_rule(self, state: str | None, index: int | None, rule: Rule) -> int:
        """Add a rule of one state (``None``: of all), or put it in the place of an added one.

        Returns where it is.

        Raises:
            ScenarioError: it would send what the contract does not allow.
        """
        return self.world.script.put(state, index, rule)

    def arm_scenario(self) -> None:
        """Arm the faults that the scenario has, in place of all that were armed."""
        self.world.faults.clear()
        for rule in self.world.script.scenario.faults:
            self.world.faults.arm(rule)

    def reset(self) -> None:
        """Forget added rules and faults, expectations, the journal, and every session and user.

        The faults of the scenario are armed anew. Connections and the clock stay as they are.
        """
        self._expectations.clear()
        self.world.script.clear()
        self.arm_scenario()
        self.clear_sessions()
        self.clear_journal()

    # Faults.

    @property
    def faults(self) -> list[Armed]:
        """The faults that are armed, in the order in which they were."""
        return list(self.world.faults.plan)

    def arm(self, rule: FaultRule) -> Armed:
        """Let a fault happen when its trigger comes."""
        return self.world.faults.arm(rule)

    def disarm(self, fault_id: str) -> bool:
        """Take a fault away, and lift the condition that it is; whether there was one."""
        return self.world.faults.disarm(fault_id)

    def clear_faults(self) -> int:
        """Take every fault away, those of the scenario too; return how many were armed."""
        count = len(self.faults)
        self.world.faults.clear()
        return count

    def inject(
        self,
        fault: Fault,
        *,
        user: str | None = None,
        session: str | None = None,
        connection: str | None = None,
    ) -> int:
        """Let a fault happen now, or to what comes next; return to how many connections.

        A fault of a turn happens to the newest that each connection has under way.
        """
        world = self.world
        links = world.hub.select(user=user, session=session, connection=connection)
        for link in links:
            turns = _turns_of(link)
            world.outbound.carry(world.faults.inject(fault, link, turns[-1] if turns else None))
        return len(links)

    # The clock.

    @property
    def is_mock(self) -> bool:
        """Whether nothing passes by itself."""
        return isinstance(self.world.clock, MockClock)

    def now(self) -> float:
        """Unix seconds."""
        return self.world.clock.now()

    def next_deadline(self) -> float | None:
        """When something happens next (Unix seconds); ``None`` is never."""
        return self.world.clock.next_deadline()

    def advance(self, seconds: float) -> None:
        """Let so much time pass at once; whatever is due on the way happens at its own time.

        Raises:
            ValueError: it is negative or not finite.
        """
        self.world.clock.advance(seconds)

    def advance_to_next(self) -> float | None:
        """Jump to the next deadline and do what is due; return it, or ``None`` if there is none."""
        return self.world.clock.advance_to_next()

    @property
    def autojump(self) -> bool:
        """Whether the clock jumps to the next deadline when nothing is in flight."""
        return self.world.autojump.enabled

    @autojump.setter
    def autojump(self, enabled: bool) -> None:
        """Let the clock jump by itself, or leave it alone.

        Raises:
            ServerError: it is a real clock, which passes by itself.
        """
        if enabled and not self.is_mock:
            raise ServerError("autojump is for a mock clock: a real one passes by itself")
        self.world.autojump.enable(enabled)

    # Restarts.

    def restart(
        self,
        order: RestartOrder,
        *,
        user: str | None = None,
        session: str | None = None,
        connection: str | None = None,
        instance: int | None = None,
    ) -> int:
        """Send clients away: ``server.restart``, then their connections close; sessions survive.

        Returns how many were told. The order's ``whom`` is of no account here.
        """
        links = self.world.hub.select(
            user=user, session=session, connection=connection, instance=instance
        )
        self.world.outbound.carry(self.world.restarts.begin(order, links))
        return len(links)

    def close_idle(self) -> None:
        """End the grace period of the connections that have no turn under way."""
        for link in self.world.restarts.in_grace():
            if not _turns_of(link):
                self.world.restarts.close_now(link)

    # Connections and sessions.

    @property
    def links(self) -> list[Link]:
        """Every connection, the oldest first."""
        return list(self.world.links.values())

    @property
    def sessions(self) -> list[LiveSession]:
        """Every live session, the oldest first."""
        return list(self.world.sessions.live.values())

    def snapshot(self, session: str) -> JSONObject | None:
        """A session as JSON, from which another process can go on; ``None``: there is none.

        Raises:
            ServerError: a turn of it is under way, which belongs to this process.
        """
        live = self.world.sessions.live.get(session)
        if live is None:
            return None
        if live.session.turns:
            running = ", ".join(turn.message_id for turn in live.session.turns)
            raise ServerError(f"the session {session!r} has a turn under way: {running}")
        return live.stored.snapshot()

    def begin_session(self, snapshot: JSON) -> tuple[str, str]:
        """Make a session of a snapshot, or of a part of one; return its id and a key for it.

        The session that its user has here ends before.

        Raises:
            SnapshotError: it is wrong, or the session is here already.
        """
        live, deliveries = self.world.sessions.restore(snapshot)
        self.world.outbound.carry(deliveries)
        return live.session.id, self.world.sessions.issue_key(live)

    def end_sessions(
        self, reason: str, *, user: str | None = None, session: str | None = None
    ) -> int:
        """End the sessions of a user (one for each project), or one by its id, or all.

        It is as the runtime does on a timeout. Returns how many ended.
        """
        ending = [
            live
            for live in self.sessions
            if user in (None, live.session.user.id) and session in (None, live.session.id)
        ]
        for live in ending:
            self.world.outbound.carry(self.world.sessions.end(live, reason))
        return len(ending)

    def clear_sessions(self) -> None:
        """Forget every session and user, without a word to the clients."""
        for link in self.links:
            if link.faults is not None:
                link.faults.pipe.cancel()
        self.world.restarts.clear()
        self.world.sessions.clear()

    # The journal, and what came of it.

    @property
    def journal(self) -> Journal:
        """All that came in, went out and was noted."""
        return self.world.journal

    def clear_journal(self) -> int:
        """Forget every entry; return how many there were."""
        count = len(self.journal)
        self.journal.clear()
        return count

    def conversation(self) -> str:
        """All that happened, turn by turn, to read."""
        return conversation(self.journal)

    def expect(self, number: int | None, expectation: Expectation) -> int:
        """Expect something of the clients, or put it in the place of an expectation.

        Returns the number that it is known by.
        """
        if number is None:
            self._expectations.append(expectation)
            return len(self._expectations) - 1
        self._expectations[number] = expectation
        return number

    def missed(self, expectation: Expectation) -> str | None:
        """Say how an expectation was missed until now, with what came; ``None``: it was met."""
        return failure(expectation, self.journal)

    def problems(self) -> list[str]:
        """What is wrong until now: unmet expectations, actions that no rule took, errors, and what
        was sent or received against the contract, unless a violation is only to be noted."""
        kinds = (*FAILURES, *(["violation"] if self.world.violations == "fail" else []))
        problems = [
            f"violation of the contract: {entry.payload}"
            if entry.name == "violation"
            else str(entry.payload)
            for entry in self.journal
            if entry.direction == "note" and entry.name in kinds
        ]
        missed = filter(None, map(self.missed, self._expectations))
        return [*problems, *(one.split("\n\nconversation:")[0] for one in missed)]


def _turns_of(link: Link) -> list[str]:
    """The ids of the actions that a connection has under way, the newest last."""
    turns = () if link.live is None else link.live.session.turns
    return [turn.message_id for turn in turns if turn.connection == link.id]
