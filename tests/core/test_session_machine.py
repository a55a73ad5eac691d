"""Any order of actions, times and ends keeps what the session machine promises."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from math import inf
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.core.builders import NOW, act, say
from tests.core.talk import Talk, on
from vfmock.core.actions import Action
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    Effect,
    GeneralError,
    Note,
    SessionEnded,
)
from vfmock.core.events import ActionSend, ClientConfig
from vfmock.core.limits import KEY_EXPIRED, TIMED_OUT, TOO_LONG
from vfmock.core.matchers.kinds import AnythingMatcher
from vfmock.core.scenario import Fallback, Rule, Scenario, SessionOptions
from vfmock.core.session import ACTION_TIMED_OUT, NOBODY, Phase
from vfmock.core.steps import Step
from vfmock.core.steps.call import Call
from vfmock.core.steps.pause import pause
from vfmock.core.steps.raw_trace import trace
from vfmock.core.traces.completion import completion
from vfmock.core.traces.end import end
from vfmock.core.traces.no_reply import no_reply
from vfmock.core.traces.text import text
from vfmock.core.turn import Turn
from vfmock.types import Concurrency, Duration


def fails(turn: Turn) -> Step:
    """A step that can't be made."""
    raise ValueError("on purpose")


STEPS: st.SearchStrategy[Step] = st.one_of(
    st.just(text("a")),
    st.just(trace(type="log")),
    st.just(no_reply(1)),
    st.sampled_from([0, 0.25, 1, 1, 2.5]).map(pause),
    st.floats(0, 5).map(pause),
    st.just(completion("abc", chunk=1, per_second=2, first_after=0.5)),
    st.just(Call(fails)),
    st.sampled_from([end(), end("own")]),
)
REPLIES = st.lists(st.lists(STEPS, max_size=5).map(tuple), min_size=3, max_size=3)
OTHERS = [*[say("unknown")] * 3, act("launch"), act("end")]
ACTIONS = st.sampled_from(
    [*map(say, ["0", "1", "2"] * 2), *[say("slow"), say("quick")] * 4, *OTHERS]
)
SEEDS = st.integers(1, 5)


class SessionMachine(RuleBasedStateMachine):
    """A session; each of its effects is compared with what the protocol page promises."""

    concurrency: ClassVar[Concurrency]

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.forget()

    def forget(self) -> None:
        """Nothing has happened in the session yet."""
        self.pending: deque[tuple[str | None, str]] = deque()
        self.pushed: str | None = None
        self.running: dict[str, str] = {}
        self.seen: set[str] = set()
        self.ended = False
        self.begun: dict[str, float] = {}
        self.awake_since = NOW
        self.key_ends: float | None = None

    @initialize(
        replies=REPLIES,
        idle=st.sampled_from([None, 3.0]),
        length=st.sampled_from([None, None, 20.0]),
        patience=st.sampled_from([None, None, 1.5]),
        lenient=st.sampled_from([False, False, True]),
        seed=SEEDS,
    )
    def begin(
        self,
        replies: list[tuple[Step, ...]],
        idle: float | None,
        length: float | None,
        patience: float | None,
        lenient: bool,
        seed: int,
    ) -> None:
        """Make an agent with three replies; ``lenient`` answers what no rule takes.

        ``idle``, ``length`` and ``patience`` are the limits: idle_timeout, max_length and
        action_timeout.
        """
        rules = [on(str(n), *reply) for n, reply in enumerate(replies)]
        rules += [on("slow", text("a"), pause(5)), on("quick", text("a"))]
        rules.append(Rule(on=AnythingMatcher(), probability=0.3, times=2, reply=(pause(1),)))
        self.length, self.patience = length, patience
        idle_timeout, max_length, action_timeout = (
            None if seconds is None else Duration(seconds) for seconds in (idle, length, patience)
        )
        self.scenario = Scenario(
            rules=tuple(rules),
            session=SessionOptions(
                idle_timeout=idle_timeout, max_length=max_length, action_timeout=action_timeout
            ),
            fallback=Fallback(mode="echo" if lenient else "strict"),
        )
        self.talk = Talk(scenario=self.scenario, concurrency=self.concurrency, seed=seed)

    @precondition(lambda self: self.ended)
    @rule(seed=SEEDS)
    def begin_again(self, seed: int) -> None:
        """Begin another session of the same agent, so that most steps happen in a live session."""
        self.forget()
        self.talk = Talk(scenario=self.scenario, concurrency=self.concurrency, seed=seed)

    # What can happen.

    @rule(
        actions=st.lists(ACTIONS, min_size=1, max_size=4),
        has_id=st.booleans(),
        connection=st.sampled_from(["c1", "c2"]),
    )
    def act(self, actions: list[Action], has_id: bool, connection: str) -> None:
        """A client sends some actions."""
        for action in actions:
            self.send(action, has_id, connection)

    def send(self, action: Action, has_id: bool, connection: str) -> None:
        """Send one, and see that it is answered at once or waits."""
        self.number += 1
        message_id = f"own{self.number}" if has_id else None
        was_running, waits = bool(self.running), len(self.pending)
        self.pending.append((message_id, connection))
        effects = self.talk.submit(action, message_id, connection=connection)
        self.check(effects)
        if self.concurrency == "queue" and was_running and not self.ended:
            assert effects == []
            assert len(self.pending) == waits + 1
        else:
            assert not self.pending
        if self.concurrency == "reject" and was_running:
            assert [type(effect) for effect in effects] == [ActionStatus]
        self.the_phase_is_what_came_of_it()

    @rule(action=ACTIONS)
    def push(self, action: Action) -> None:
        """An action comes from outside. It waits while a turn runs, and only one can wait."""
        self.number += 1
        name, was_running, waits = f"own{self.number}", bool(self.running), self.pushed is not None
        event = ActionSend(action=action, message_id=name)
        effects = self.talk.session.push(event, config=ClientConfig(), now=self.talk.now)
        if self.ended or (was_running and not waits):
            assert effects == []
            self.pushed = None if self.ended else name
        elif was_running:
            assert [type(effect) for effect in effects] == [Note]
        else:
            self.pushed = name
            self.check(effects)
            assert self.pushed is None

    @precondition(lambda self: self.talk.session.deadline() is not None)
    @rule(late=st.sampled_from([0, 0, 0, 0.5, 10]))
    def wake(self, late: float) -> None:
        """Wake the session at its deadline or later: then something happens."""
        deadline = self.talk.session.deadline()
        assert deadline is not None
        self.talk.now = max(self.talk.now, deadline) + late
        self.check(self.talk.session.wake(self.talk.now))
        after = self.talk.session.deadline()
        assert after is None or after > self.talk.now

    @rule(part=st.floats(0, 0.999))
    def wake_early(self, part: float) -> None:
        """Wake the session before its deadline: then nothing happens."""
        deadline = self.talk.session.deadline()
        gap = 100.0 if deadline is None else max(0.0, deadline - self.talk.now)
        early = self.talk.now + part * gap
        if deadline is None or early < deadline:
            self.talk.now = early
            assert self.talk.session.wake(early) == []
            assert self.talk.session.deadline() == deadline

    @rule(rarely=st.integers(0, 9), seconds=st.sampled_from([None, 4.0, 40.0]))
    def the_key_is_another(self, rarely: int, seconds: float | None) -> None:
        """The session ends with a key, or outlives it."""
        if rarely == 0:
            self.key_ends = None if seconds is None else self.talk.now + seconds
            self.talk.session.expires(self.key_ends)

    @rule(rarely=st.sampled_from([*[False] * 4, True]), connection=st.sampled_from(["c1", "c2"]))
    def cancel(self, rarely: bool, connection: str) -> None:
        """A client wants no more answers: its turns, and only those, are completed at once."""
        if rarely:
            mine = [name for name, sender in self.running.items() if sender == connection]
            first, *others = self.talk.session.cancel(connection, self.talk.now)
            assert first == ActionCancelled(to=connection, success=bool(mine))
            assert others or not mine
            self.check(others)
            assert not set(mine) & set(self.running)

    @rule(rarely=st.sampled_from([*[False] * 4, True]))
    def interrupt(self, rarely: bool) -> None:
        """The instance of a connection goes away, and its turns send nothing more."""
        if rarely:
            mine = {name for name, connection in self.running.items() if connection == "c1"}
            self.running = {k: v for k, v in self.running.items() if k not in mine}
            self.pending = deque(one for one in self.pending if one[1] != "c1")
            waited = self.pushed is not None
            effects = self.talk.session.interrupt("c1", self.talk.now)
            assert not effects or waited or self.concurrency == "queue"
            self.check(effects)

    @rule(rarely=st.sampled_from([*[False] * 9, True]))
    def from_outside(self, rarely: bool) -> None:
        """The session is ended."""
        if rarely:
            effects = self.talk.session.end("session_replaced", self.talk.now)
            assert bool(effects) is not self.ended
            self.check(effects)

    # What is promised.

    def check(self, effects: Iterable[Effect]) -> None:
        """Compare effects with the protocol page, in their order."""
        for effect in effects:
            match effect:
                case ActionStatus():
                    self.check_status(effect)
                case ActionTrace():
                    assert effect.to is None
                    assert effect.message_id in self.running
                    assert isinstance(effect.trace["time"], int)
                case SessionEnded():
                    assert not self.ended
                    assert not self.running
                    assert not self.pending
                    self.ended = True
                    self.check_end(effect.reason)
                case _:
                    assert isinstance(effect, Note | GeneralError)
                    assert not self.ended

    def check_end(self, reason: str) -> None:
        """A limit ends the session when its time has come, and not before."""
        when = {
            TOO_LONG: NOW + (self.length or inf),
            KEY_EXPIRED: inf if self.key_ends is None else self.key_ends,
            TIMED_OUT: NOW + (self.talk.scenario.session.idle_timeout or inf),
        }
        assert self.talk.now >= when.get(reason, NOW)

    def check_status(self, status: ActionStatus) -> None:
        """A turn is accepted once and completed once, or rejected; its sender is told."""
        if status.status == "completed":
            assert self.running.pop(status.message_id) == status.to
            if status.reason == ACTION_TIMED_OUT:
                assert self.patience is not None
                assert self.talk.now >= self.begun[status.message_id] + self.patience
            return
        if status.to == NOBODY:
            message_id, connection, self.pushed = self.pushed, NOBODY, None
        else:
            message_id, connection = self.pending.popleft()
        assert status.to == connection
        assert status.message_id == (message_id or status.message_id)
        assert status.message_id not in self.seen
        self.seen.add(status.message_id)
        if status.status == "accepted":
            assert not self.ended
            assert status.reason is None
            self.running[status.message_id] = connection
            # A queued turn may have begun earlier, when another one ended.
            self.begun[status.message_id] = self.awake_since
        else:
            assert status.reason

    @invariant()
    def the_phase_is_what_came_of_it(self) -> None:
        """The phase of the session is the one that its clients know."""
        running = Phase.RUNNING if self.running else Phase.IDLE
        assert self.talk.session.phase is (Phase.ENDED if self.ended else running)
        assert {turn.message_id for turn in self.talk.session.turns} == set(self.running)
        if self.concurrency != "interleave":
            assert len(self.running) <= 1
        if not self.running:
            assert not self.pending
            assert self.pushed is None

    @invariant()
    def only_what_can_happen_is_waited_for(self) -> None:
        """Only a running turn, a limit or an expected no-reply sets a deadline."""
        session = self.talk.session
        limits = (session.scenario.session.idle_timeout, self.length, self.key_ends)
        asked = session.data.silence is not None
        waits = bool(self.running) or limits != (None, None, None) or asked
        assert (session.deadline() is not None) is (waits and not self.ended)
        self.awake_since = self.talk.now

    @invariant()
    def no_limit_is_passed(self) -> None:
        """No deadline has passed, if the session was woken in time."""
        deadline = self.talk.session.deadline()
        ends = [NOW + (self.length or inf), inf if self.key_ends is None else self.key_ends]
        assert deadline is None or self.ended or deadline <= min(ends)

    def teardown(self) -> None:
        """Left alone, every turn comes to its end."""
        if not hasattr(self, "talk"):
            return
        for _ in range(1000):
            deadline = self.talk.session.deadline()
            if deadline is None:
                break
            self.talk.now = max(self.talk.now, deadline)
            self.check(self.talk.session.wake(self.talk.now))
        assert self.talk.session.deadline() is None
        assert not self.running
        assert not self.pending


class Interleave(SessionMachine):
    """Turns run side by side."""

    concurrency = "interleave"


class Queue(SessionMachine):
    """Turns run one after the other."""

    concurrency = "queue"


class Reject(SessionMachine):
    """A turn runs alone."""

    concurrency = "reject"


BUDGET = settings(deadline=None, max_examples=100, stateful_step_count=30)

TestInterleave = Interleave.TestCase
TestInterleave.settings = BUDGET
TestQueue = Queue.TestCase
TestQueue.settings = BUDGET
TestReject = Reject.TestCase
TestReject.settings = BUDGET
