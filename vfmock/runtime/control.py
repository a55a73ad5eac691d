"""Control: everything that can be done to a world, from Python and over HTTP alike."""

from __future__ import annotations

from vfmock.core.conversation import conversation
from vfmock.core.effects import Note, RestartOrder
from vfmock.core.faults import Fault, FaultRule
from vfmock.core.faults.plan import Armed
from vfmock.core.faults.unapplied import unapplied
from vfmock.core.files import StoredFile
from vfmock.core.journal import Journal
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.verification import AnyExpectation, Expectation, failure
from vfmock.errors import Place, ServerError, VfmockError
from vfmock.loading.remarks import Remark
from vfmock.runtime.clock import MockClock
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession
from vfmock.runtime.waits import waits
from vfmock.runtime.world import World
from vfmock.types import JSON, JSONObject

FAILURES = ("mismatch", "scenario_error", "internal_error")
"""The journal's notes that are problems, besides violations of the contract."""


class Control:
    """Call it on the world's loop. ``MockServer`` and the admin API are thin wrappers around it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._expectations: list[Expectation] = []
        self._wanted_faults: list[Armed] = []

    # The scenario and its rules.

    @property
    def scenario(self) -> Scenario:
        """The scenario that is played, without the rules that were added."""
        return self.world.script.scenario

    def load(self, scenario: Scenario) -> None:
        """Play another scenario from now on, with its faults. Running sessions keep their state.

        Raises:
            ScenarioError: it would send what the contract does not allow.
        """
        self.world.script.replace(scenario)
        self.arm_scenario()

    def put_rule(
        self, state: str | None, index: int | None, rule: Rule, *, override: bool = False
    ) -> int:
        """Add a rule for one state (``None``: for all states), or replace an added rule.

        A new rule comes after the others that were added. With ``override`` it comes before all
        others. Returns the place of the rule.

        Raises:
            ScenarioError: it would send what the contract does not allow.
        """
        return self.world.script.put(state, index, rule, override=override)

    def remarks(self) -> list[Remark]:
        """What has no effect in the added rules."""
        return self.world.script.remarks()

    def arm_scenario(self) -> None:
        """Arm the faults of the scenario, and disarm all others."""
        self._wanted_faults.clear()
        self.world.faults.clear()
        for rule in self.world.script.scenario.faults:
            self.world.faults.arm(rule)

    def reset(self) -> None:
        """Forget all added rules and faults, expectations, the journal, every session and user, and
        all stored files.

        The faults of the scenario are armed anew. Connections and the clock stay as they are.
        """
        self._expectations.clear()
        self.world.script.clear()
        self.arm_scenario()
        self._clear_sessions()
        self.world.files.clear()
        self.clear_journal()

    # Faults.

    @property
    def faults(self) -> list[Armed]:
        """The armed faults, in the order in which they were armed."""
        return list(self.world.faults.plan)

    def arm(self, rule: FaultRule) -> Armed:
        """Let a fault happen when its trigger comes."""
        armed = self.world.faults.arm(rule)
        self._wanted_faults.append(armed)
        return armed

    def disarm(self, fault_id: str) -> bool:
        """Remove a fault, and end the condition that it set. Return whether the fault was armed."""
        self._wanted_faults = [one for one in self._wanted_faults if one.id != fault_id]
        return self.world.faults.disarm(fault_id)

    def clear_faults(self) -> int:
        """Remove every fault, also those of the scenario. Return how many were armed."""
        count = len(self.faults)
        self._wanted_faults.clear()
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
        """Let a fault happen now, or to what comes next. Return how many connections it concerns.

        A fault of a turn happens to the newest turn that each connection has under way.
        """
        world = self.world
        links = world.hub.select(user=user, session=session, connection=connection)
        injection = world.faults.injection(fault)
        if links:
            self._wanted_faults.append(injection)
        for link in links:
            turns = _turns_of(link)
            message_id = turns[-1] if turns else None
            world.outbound.carry(world.faults.inject(injection, link, message_id))
        return len(links)

    # The clock.

    @property
    def is_mock(self) -> bool:
        """Whether the clock is a mock clock, on which no time passes by itself."""
        return isinstance(self.world.clock, MockClock)

    def now(self) -> float:
        """Unix seconds."""
        return self.world.clock.now()

    def next_deadline(self) -> float | None:
        """The next deadline (Unix seconds); ``None`` means that there is none."""
        return self.world.clock.next_deadline()

    def advance(self, seconds: float) -> None:
        """Let this much time pass at once. What is due on the way happens at its own time.

        Raises:
            ValueError: it is negative or not finite. ServerError: a function of a rule asks.
        """
        self._must_be_between_events("the clock can't be moved")
        self.world.clock.advance(seconds)

    def advance_to_next(self) -> float | None:
        """Jump to the next deadline and do what is due. Return the deadline, or ``None``.

        Raises:
            ServerError: a function of a rule asks.
        """
        self._must_be_between_events("the clock can't be moved")
        return self.world.clock.advance_to_next()

    @property
    def autojump(self) -> bool:
        """Whether the clock jumps to the next deadline when nothing is in flight."""
        return self.world.autojump.enabled

    @autojump.setter
    def autojump(self, enabled: bool) -> None:
        """Turn autojump on or off.

        Raises:
            ServerError: the clock is a real clock, on which time passes by itself, or the value is
            neither true nor false.
        """
        if not isinstance(enabled, bool):
            raise ServerError(f"'autojump' is true or false, not {enabled!r:.40}")
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
        """Send ``server.restart`` to clients, then close their connections. Sessions survive.

        Returns how many clients were told. The order's ``whom`` is ignored here.
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

    # Connections, sessions and what clients have stored.

    @property
    def files(self) -> list[StoredFile]:
        """The files that clients have stored, the oldest first."""
        return self.world.files.stored

    @property
    def links(self) -> list[Link]:
        """Every connection, the oldest first."""
        return list(self.world.links.values())

    @property
    def sessions(self) -> list[LiveSession]:
        """Every live session, the oldest first."""
        return list(self.world.sessions.live.values())

    def snapshot(self, session: str) -> JSONObject | None:
        """A session as JSON, for another process to continue; ``None``: there is no session.

        Raises:
            ServerError: a turn of the session is under way. A turn belongs to this process.
        """
        live = self.world.sessions.live.get(session)
        if live is None:
            return None
        if live.session.turns:
            running = ", ".join(turn.message_id for turn in live.session.turns)
            raise ServerError(f"the session {session!r} has a turn under way: {running}")
        return live.stored.snapshot()

    def begin_session(self, snapshot: JSON) -> tuple[str, str]:
        """Make a session from a full or partial snapshot. Return the session's id and a key for it.

        If the user already has a session here, that session ends first.

        Raises:
            SnapshotError: the snapshot is wrong, or the session is here already. ServerError: a
            function of a rule asks.
        """
        self._must_be_between_events("a session can't begin")
        live, deliveries = self.world.sessions.restore(snapshot)
        self.world.outbound.carry(deliveries)
        return live.session.id, self.world.sessions.issue_key(live)

    def end_sessions(
        self, reason: str, *, user: str | None = None, session: str | None = None
    ) -> int:
        """End the sessions of a user (one for each project), or one session by its id, or all.

        They end as they do on a timeout. Returns how many sessions ended.
        """
        ending = [
            live
            for live in self.sessions
            if user in (None, live.session.user.id) and session in (None, live.session.id)
        ]
        for live in ending:
            self.world.outbound.carry(self.world.sessions.end(live, reason))
        return len(ending)

    def end(self) -> None:
        """Remove all faults and sessions: the server stops. What went wrong is still known."""
        self.world.faults.clear()
        self._clear_sessions()

    def _clear_sessions(self) -> None:
        """Forget every session and user, and tell the clients nothing."""
        for link in self.links:
            if link.faults is not None:
                link.faults.pipe.cancel()
        self.world.restarts.clear()
        self.world.sessions.clear()

    # The journal, and what it shows.

    @property
    def journal(self) -> Journal:
        """Everything that came in, went out or was noted."""
        return self.world.journal

    def report(self, error: VfmockError, place: Place | None) -> None:
        """Note the error of something that a function of a rule asked for at that line, and that
        failed after the function was over."""
        text = f"{place}: {error}" if place else str(error)
        note = Note(kind="scenario_error", text=text, error=error)
        self.world.notes.add(note.kind, note.text, item=note)

    def _must_be_between_events(self, refused: str) -> None:
        """Refuse something in a function of a rule, whose turn would go on under other conditions.

        Raises:
            ServerError: an event is being handled, so a function of a rule asks.
        """
        if self.world.inbound.busy:
            raise ServerError(f"{refused} in a function of a rule, while its turn runs")

    def clear_journal(self) -> int:
        """Forget every entry. Return how many there were."""
        count = len(self.journal)
        self.journal.clear()
        return count

    def conversation(self) -> str:
        """Everything that happened, turn by turn, as a text to read. At its end is what waits for a
        mock clock."""
        return "\n".join([conversation(self.journal), *(f"  … {one}" for one in waits(self.world))])

    def expect(self, number: int | None, expectation: Expectation) -> int:
        """Add an expectation of what the clients do, or replace an expectation.

        Returns the number of the expectation.
        """
        if number is None:
            self._expectations.append(expectation)
            return len(self._expectations) - 1
        self._expectations[number] = expectation
        return number

    def missed(self, expectation: AnyExpectation) -> str | None:
        """Say how an expectation was missed so far, with what came; ``None``: it was met."""
        return failure(expectation, self.journal)

    def errors(self) -> list[BaseException]:
        """What functions of the user have raised in rules, the first of them first."""
        items = (entry.item for entry in self.journal.notes("scenario_error"))
        return [item.error for item in items if isinstance(item, Note) and item.error is not None]

    def problems(self) -> list[str]:
        """What is wrong so far: unmet expectations, armed faults that never happened, actions that
        no rule took, states that don't exist, errors, and what was sent or received against the
        contract, unless violations are only noted."""
        kinds = (*FAILURES, *(["violation"] if self.world.violations == "fail" else []))
        problems = [
            f"violation of the contract: {entry.payload}"
            if entry.name == "violation"
            else str(entry.payload)
            for entry in self.journal
            if entry.direction == "note" and entry.name in kinds
        ]
        missed = filter(None, map(self.missed, self._expectations))
        unused = filter(None, (unapplied(one, self.journal) for one in self._wanted_faults))
        states = self.world.script.unknown_states()
        told = (one.split("\n\nconversation:")[0] for one in missed)
        return [*problems, *states, *told, *unused]


def _turns_of(link: Link) -> list[str]:
    """The ids of the actions that a connection has under way, newest last."""
    turns = () if link.live is None else link.live.session.turns
    return [turn.message_id for turn in turns if turn.connection == link.id]
