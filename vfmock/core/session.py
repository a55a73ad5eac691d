"""The session machine: when actions are taken, turns run, and the conversation ends.

See the protocol page, "Action lifecycle" and "Conversation lifecycle". ``TABLE`` has every phase,
input and next phase. The comment above ``TABLE`` explains the theory of the machine.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Mapping
from enum import StrEnum
from math import inf
from typing import Any, Literal, TypeAlias

from vfmock.core.agent import Agent
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    Effect,
    Note,
    SessionEnded,
    StateShown,
)
from vfmock.core.events import ActionSend, ClientConfig
from vfmock.core.journal import PUSHED, UNDELIVERED
from vfmock.core.limits import Limits
from vfmock.core.scenario import Scenario
from vfmock.core.scenario.playbook import Playbook
from vfmock.core.scope import Evaluate
from vfmock.core.session_data import SessionData
from vfmock.core.state import state_of
from vfmock.core.turn import Turn
from vfmock.types import Concurrency

NO_SESSION = "session_not_found"
IN_PROGRESS = "action_in_progress"
USER_ENDED = "user_ended"
ACTION_TIMED_OUT = "action_timeout"
CANCELLED = "cancelled"

NOBODY = ""
"""The connection of an action that no connection sent."""

Submitted: TypeAlias = tuple[ActionSend, str, ClientConfig]
"""An action, the connection that sent it, and how the connection wants to be answered."""


class Phase(StrEnum):
    """``IDLE``: no turn runs. ``RUNNING``: one or more turns run. ``ENDED``: for good."""

    # The values are strings because their hash is fast, and each step looks into TABLE.
    IDLE = "idle"
    RUNNING = "running"
    ENDED = "ended"


class SessionInput(StrEnum):
    """What can happen to a session: first inputs from outside, then those from its own turns."""

    ACTION = "action"
    PUSH = "push"
    CANCEL = "cancel"
    WAKE = "wake"
    END = "end"
    INTERRUPT = "interrupt"
    TURN_BEGAN = "a turn began"
    NO_TURN_LEFT = "no turn is left"


class Session:
    """One conversation of one user.

    ``data`` is what the session knows between its turns. The session may be new, or another process
    may have begun it. ``scenario`` gives the options. ``playbook`` gives the rules, which may
    change while the session runs. ``rng`` and ``new_id`` belong to this session only.
    """

    def __init__(
        self,
        *,
        data: SessionData,
        scenario: Scenario,
        playbook: Playbook,
        evaluate: Evaluate,
        rng: random.Random,
        new_id: Callable[[], str],
        concurrency: Concurrency = "interleave",
    ) -> None:
        self.id = data.id
        self.user = data.user
        self.environment_id = data.environment_id
        self.scenario = scenario
        self.rng = rng
        self.new_id = new_id
        self.concurrency = concurrency
        self.data = data
        self.phase = Phase.IDLE
        self._turns: list[Turn] = []
        self._waiting: deque[Submitted] = deque()
        self._limits = Limits(scenario.session, self.data)
        self._agent = Agent(
            data=self.data,
            limits=self._limits,
            scenario=scenario,
            playbook=playbook,
            evaluate=evaluate,
            rng=rng,
            new_id=new_id,
        )

    @property
    def state(self) -> str:
        """The current state of the scenario."""
        return self.data.state

    @property
    def turn_count(self) -> int:
        """How many actions the session has taken."""
        return self.data.turn_count

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns that run now, oldest first."""
        return tuple(self._turns)

    def submit(
        self, event: ActionSend, *, connection: str, config: ClientConfig, now: float
    ) -> list[Effect]:
        """Take an action from a connection."""
        self.note_activity(now)
        self.data.silence = None
        return self._take(SessionInput.ACTION, (event, connection, config), now)

    def push(self, event: ActionSend, *, config: ClientConfig, now: float) -> list[Effect]:
        """Take an action that no connection sent. Nobody gets its statuses."""
        return self._take(SessionInput.PUSH, (event, NOBODY, config), now)

    def cancel(self, connection: str, now: float) -> list[Effect]:
        """Complete the turns of a connection where they are. The rest of their replies is lost."""
        return self._take(SessionInput.CANCEL, connection, now)

    def wake(self, now: float) -> list[Effect]:
        """Do what is due by ``now``. Call this when ``deadline`` has come."""
        return self._take(SessionInput.WAKE, None, now)

    def end(self, reason: str, now: float) -> list[Effect]:
        """End the session from outside: replaced, timed out, ended by the user."""
        return self._take(SessionInput.END, reason, now)

    def interrupt(self, connection: str, now: float) -> list[Effect]:
        """Drop the turns of a connection, and tell nobody: the instance that ran them is gone.

        If an action of another connection waited for them, it begins.
        """
        return self._take(SessionInput.INTERRUPT, connection, now)

    def note_activity(self, now: float) -> None:
        """Note that something happened in the conversation: the idle timeout starts again."""
        self.data.active_at = max(self.data.active_at, now)

    def expires(self, when: float | None) -> None:
        """Let the session end when its key does (Unix seconds); ``None``: it outlives the key."""
        self.data.key_expires_at = when

    def deadline(self) -> float | None:
        """When to wake the session (Unix seconds), or ``None`` if it only waits for events."""
        if self.phase is Phase.ENDED:
            return None
        whens = [min(turn.due, turn.expires) for turn in self._turns]
        due = min([*whens, self._limits.deadline(idle=not self._turns)])
        return None if due == inf else due

    def _take(self, given: SessionInput, what: Any, now: float) -> list[Effect]:
        """Go to the next phase, and do what the row says. Nothing else sets the phase."""
        do, self.phase = TABLE[self.phase, given]
        return do(self, what, now)

    # Actions, and the turns that they begin.

    def _begin(self, submitted: Submitted, now: float) -> list[Effect]:
        """Begin a turn, if the agent has an answer to the action."""
        turn = self._agent.begin(*submitted, now)
        pushed = _pushed(turn) if turn.connection == NOBODY else []
        effects, refusal = self._agent.answer(turn)
        if refusal is not None:
            return [*pushed, *effects, _status(turn, "rejected", refusal)]
        return [*pushed, *effects, *self._take(SessionInput.TURN_BEGAN, turn, now)]

    def _overlap(self, submitted: Submitted, now: float) -> list[Effect]:
        """Handle an action while a turn runs. The page supports this; ``concurrency`` says how."""
        if self.concurrency == "interleave":
            return self._begin(submitted, now)
        if self.concurrency == "queue":
            self._waiting.append(submitted)
            return []
        return [self._reject(submitted, IN_PROGRESS)]

    def _line_up(self, submitted: Submitted, now: float) -> list[Effect]:
        """Keep a pushed action until no turn runs. Only one can wait."""
        if any(connection == NOBODY for _, connection, _ in self._waiting):
            text = f"{submitted[0].action} was pushed while another pushed action waits: it is lost"
            return [Note(kind=UNDELIVERED, text=text)]
        self._waiting.append(submitted)
        return []

    def _refuse(self, submitted: Submitted, now: float) -> list[Effect]:
        return [self._reject(submitted, NO_SESSION)]

    def _accept(self, turn: Turn, now: float) -> list[Effect]:
        """Run a turn as far as it goes without waiting."""
        self._turns.append(turn)
        return [_status(turn, "accepted"), *self._run(turn, now)]

    def _run(self, turn: Turn, now: float) -> list[Effect]:
        """Let the agent go on with a turn. If the turn does not wait, it is over."""
        effects, failure = self._agent.run(turn, now)
        return effects if turn.due > now else effects + self._complete(turn, failure, now)

    def _complete(self, turn: Turn, reason: str | None, now: float) -> list[Effect]:
        """Close the turn, and perhaps the conversation with it."""
        self.note_activity(now)
        self._turns.remove(turn)
        effects = [*self._closing(turn, reason, now), *self._check_turns_left(now)]
        if turn.end_reason is None and turn.action.type == "end":
            turn.end_reason = USER_ENDED
        if turn.end_reason is not None:
            return effects + self._take(SessionInput.END, turn.end_reason, now)
        return effects

    def _closing(self, turn: Turn, reason: str | None, now: float) -> list[Effect]:
        """The last messages of a turn: the state, if its client asked for it, and the status."""
        status = _status(turn, "completed", reason)
        if not turn.config.state:
            return [status]
        state = state_of(self.data, self.scenario, now)
        return [StateShown(to=turn.connection, state=state), status]

    def _cancel(self, connection: str, now: float) -> list[Effect]:
        """Complete the turns of a connection. Another action may have waited for that."""
        own = [turn for turn in self._turns if turn.connection == connection]
        effects: list[Effect] = [ActionCancelled(to=connection, success=bool(own))]
        for turn in own:
            if turn in self._turns:  # an earlier turn may have ended the session
                effects += self._complete(turn, CANCELLED, now)
        return effects + self._begin_waiting(now)

    def _nothing_runs(self, connection: str, now: float) -> list[Effect]:
        return [ActionCancelled(to=connection, success=False)]

    def _check_turns_left(self, now: float) -> list[Effect]:
        """If no turn is left, go to the phase without turns."""
        return [] if self._turns else self._take(SessionInput.NO_TURN_LEFT, None, now)

    # The time.

    def _advance(self, _: None, now: float) -> list[Effect]:
        """Run every turn that is due before the session's end. Then check the session's limits."""
        until = min(now, self._limits.end)
        effects: list[Effect] = []
        for turn in sorted(self._turns, key=lambda turn: min(turn.due, turn.expires)):
            if turn in self._turns:  # an earlier turn may have ended the session
                effects += self._go_on(turn, until)
        return effects + self._begin_waiting(until) + self._check_limits(None, now)

    def _go_on(self, turn: Turn, now: float) -> list[Effect]:
        """Run a turn if it is due, but not longer than its time."""
        until = min(now, turn.expires)
        effects = self._run(turn, until) if turn.due <= until else []
        if turn.expires <= now and turn in self._turns:
            effects += self._complete(turn, ACTION_TIMED_OUT, turn.expires)
        return effects

    def _begin_waiting(self, now: float) -> list[Effect]:
        """Take the next action of the queue, when no turn runs."""
        effects: list[Effect] = []
        while self._waiting and self.phase is Phase.IDLE:  # one may be rejected, or end at once
            effects += self._take(SessionInput.ACTION, self._waiting.popleft(), now)
        return effects

    def _check_limits(self, _: None, now: float) -> list[Effect]:
        """End the session if its user has been idle too long, or if the session's time is up."""
        if self.phase is Phase.ENDED:  # a turn that was due has ended it
            return []
        effects = self._limits.missed(now)
        when, reason = self._limits.lapse(idle=not self._turns)
        return effects + (self._take(SessionInput.END, reason, when) if when <= now else [])

    # The end.

    def _finish(self, reason: str, now: float) -> list[Effect]:
        """End the session: first tell every turn, in order, then every connection."""
        effects = [one for turn in self._turns for one in self._closing(turn, reason, now)]
        effects += [self._reject(submitted, reason) for submitted in self._waiting]
        self._turns.clear()
        self._waiting.clear()
        return [*effects, SessionEnded(reason=reason)]

    def _drop(self, connection: str, now: float) -> list[Effect]:
        self._turns = [turn for turn in self._turns if turn.connection != connection]
        self._waiting = deque(one for one in self._waiting if one[1] != connection)
        return self._check_turns_left(now) + self._begin_waiting(now)

    def _nothing(self, _: Any, now: float) -> list[Effect]:
        return []

    def _reject(self, submitted: Submitted, reason: str) -> Effect:
        """Answer an action that begins no turn."""
        event, connection, _ = submitted
        message_id = event.message_id or self.new_id()
        return ActionStatus(to=connection, status="rejected", message_id=message_id, reason=reason)


def _status(
    turn: Turn, status: Literal["accepted", "rejected", "completed"], reason: str | None = None
) -> Effect:
    return ActionStatus(
        to=turn.connection,
        status=status,
        message_id=turn.message_id,
        reason=reason,
        taker=turn.taker if status == "accepted" else None,
        states=turn.states if status != "accepted" else (),
    )


def _pushed(turn: Turn) -> list[Effect]:
    """The note about an action that was pushed."""
    return [Note(kind=PUSHED, text=turn.message_id, action=turn.action)]


# Theory of the session machine
# =============================
#
# The page, "Action lifecycle": an action is rejected, or it is accepted and then answered with
# traces until it is completed. A turn is what runs from "accepted" to "completed". "Conversation
# lifecycle": session.ended is the end of the conversation. A timeout may cause it. There are
# three phases:
#
#   IDLE     No turn runs. The idle timeout counts.
#   RUNNING  One or more turns run. The page says that an action is supported while another runs;
#            `concurrency` says how. If it is "queue", actions wait, and each one comes in again as
#            ACTION when no turn is left.
#   ENDED    For good. Actions are rejected.
#
# A row is: in this phase, on this input, do this and be in that phase. The session is in the next
# phase before it does what the row says, so what is done may give the machine another input. Inputs
# come from two sides:
#
# 1. From outside: ACTION, PUSH, CANCEL, WAKE, END, INTERRUPT. Every phase has a row for each. Only
#    END decides the next phase: an action may be rejected, a turn that is woken may wait again, and
#    other turns may be left after a cancellation or an interruption. The other inputs leave the
#    phase as it is, and their outcome is the next input.
#
# 2. From the session itself: TURN_BEGAN, when an action is accepted; NO_TURN_LEFT, when the last
#    turn is completed or dropped; and END, when a turn ends the conversation or a limit has come.
#    ENDED has no rows for the first two. IDLE has no row for NO_TURN_LEFT, because it has no turns.
#
# So the session is RUNNING if and only if turns are left after an input from outside is handled.
# A test checks this (tests/core/test_session_machine.py).


SessionReaction: TypeAlias = Callable[[Session, Any, float], list[Effect]]

TABLE: Mapping[tuple[Phase, SessionInput], tuple[SessionReaction, Phase]] = {
    # An action comes.
    (Phase.IDLE, SessionInput.ACTION): (Session._begin, Phase.IDLE),
    (Phase.RUNNING, SessionInput.ACTION): (Session._overlap, Phase.RUNNING),
    (Phase.ENDED, SessionInput.ACTION): (Session._refuse, Phase.ENDED),
    # An action is pushed from outside.
    (Phase.IDLE, SessionInput.PUSH): (Session._begin, Phase.IDLE),
    (Phase.RUNNING, SessionInput.PUSH): (Session._line_up, Phase.RUNNING),
    (Phase.ENDED, SessionInput.PUSH): (Session._nothing, Phase.ENDED),
    # A turn begins with it, and in the end none is left.
    (Phase.IDLE, SessionInput.TURN_BEGAN): (Session._accept, Phase.RUNNING),
    (Phase.RUNNING, SessionInput.TURN_BEGAN): (Session._accept, Phase.RUNNING),
    (Phase.RUNNING, SessionInput.NO_TURN_LEFT): (Session._nothing, Phase.IDLE),
    # A client wants no more answers.
    (Phase.IDLE, SessionInput.CANCEL): (Session._nothing_runs, Phase.IDLE),
    (Phase.RUNNING, SessionInput.CANCEL): (Session._cancel, Phase.RUNNING),
    (Phase.ENDED, SessionInput.CANCEL): (Session._nothing_runs, Phase.ENDED),
    # Something is due.
    (Phase.IDLE, SessionInput.WAKE): (Session._check_limits, Phase.IDLE),
    (Phase.RUNNING, SessionInput.WAKE): (Session._advance, Phase.RUNNING),
    (Phase.ENDED, SessionInput.WAKE): (Session._nothing, Phase.ENDED),
    # The end.
    (Phase.IDLE, SessionInput.END): (Session._finish, Phase.ENDED),
    (Phase.RUNNING, SessionInput.END): (Session._finish, Phase.ENDED),
    (Phase.ENDED, SessionInput.END): (Session._nothing, Phase.ENDED),
    # The instance that ran a connection's turns is gone.
    (Phase.IDLE, SessionInput.INTERRUPT): (Session._nothing, Phase.IDLE),
    (Phase.RUNNING, SessionInput.INTERRUPT): (Session._drop, Phase.RUNNING),
    (Phase.ENDED, SessionInput.INTERRUPT): (Session._nothing, Phase.ENDED),
}
"""What each input does in each phase, and the next phase."""
