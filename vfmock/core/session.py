"""The session machine: actions come in, turns run, traces and statuses come out.

The protocol page, "Action lifecycle" and "Conversation lifecycle". ``TABLE`` has every phase,
input and next phase, and the theory of the machine stands above it.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from math import inf
from typing import TypeAlias

from vfmock.core.actions import Action
from vfmock.core.effects import (
    ActionStatus,
    ActionTrace,
    Effect,
    InjectFault,
    Note,
    ServerError,
    SessionEnded,
)
from vfmock.core.events import ActionSend, ClientConfig
from vfmock.core.limits import Limits
from vfmock.core.matchers import Situation
from vfmock.core.scenario import Scenario
from vfmock.core.scenario.playbook import Playbook
from vfmock.core.scope import scope
from vfmock.core.spec import render
from vfmock.core.traces.text import Text
from vfmock.core.turn import Command, Output, Turn, Wait
from vfmock.core.user import User
from vfmock.errors import VfmockError
from vfmock.types import JSON, Concurrency, JSONObject

Evaluate: TypeAlias = Callable[[str, Mapping[str, JSON]], JSON]
"""Renders a template string against a scope."""

NO_SESSION = "session_not_found"
NO_RULE = "no_rule_matched"
IN_PROGRESS = "action_in_progress"
SCENARIO_FAILED = "scenario_error"
USER_ENDED = "user_ended"
ACTION_TIMED_OUT = "action_timeout"

MISSED = "no_reply_missed"
"""The kind of note that says that a client did not report its silence."""


class Phase(Enum):
    """``IDLE``: no turn runs. ``RUNNING``: one or more do. ``ENDED``: for good."""

    IDLE = "idle"
    RUNNING = "running"
    ENDED = "ended"


class Input(Enum):
    """What can happen to a session: from outside, then from its own turns."""

    ACTION = "action"
    WAKE = "wake"
    END = "end"
    INTERRUPT = "interrupt"
    TURN_BEGAN = "a turn began"
    NO_TURN_LEFT = "no turn is left"


class Session:
    """One conversation of one user.

    ``scenario`` gives the start state and the options, ``playbook`` the rules, which may change
    while it runs. ``rng`` and ``new_id`` are its own.
    """

    def __init__(
        self,
        *,
        session_id: str,
        user: User,
        environment_id: str | None,
        scenario: Scenario,
        playbook: Playbook,
        evaluate: Evaluate,
        rng: random.Random,
        new_id: Callable[[], str],
        concurrency: Concurrency = "interleave",
        now: float = 0.0,
    ) -> None:
        self.id = session_id
        self.user = user
        self.environment_id = environment_id
        self.scenario = scenario
        self.playbook = playbook
        self.evaluate = evaluate
        self.rng = rng
        self.new_id = new_id
        self.concurrency = concurrency
        self.phase = Phase.IDLE
        self.state = scenario.start
        self.turn_count = 0
        self.last_utterance = ""
        self.last_response = ""
        self.last_event: JSON = None
        self._counts: dict[str, int] = {}
        self._turns: list[Turn] = []
        self._waiting: deque[tuple[ActionSend, str, ClientConfig]] = deque()
        self._asked: str | None = None
        self._limits = Limits(scenario.session, now)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns that run now, oldest first."""
        return tuple(self._turns)

    def submit(
        self, event: ActionSend, *, connection: str, config: ClientConfig, now: float
    ) -> list[Effect]:
        """Take an action from a connection."""
        self._limits.heard(now)
        return self._take(Input.ACTION, (event, connection, config), now)

    def wake(self, now: float) -> list[Effect]:
        """Do what is due by ``now``: call it when ``deadline`` has come."""
        return self._take(Input.WAKE, None, now)

    def end(self, reason: str, now: float) -> list[Effect]:
        """End the session from outside: replaced, timed out, ended by the user."""
        return self._take(Input.END, reason, now)

    def interrupt(self, connection: str, now: float) -> list[Effect]:
        """Drop what a connection began, without a word: the instance that ran it is gone.

        An action of another connection that waited for it begins.
        """
        return self._take(Input.INTERRUPT, connection, now)

    def expires(self, when: float | None) -> None:
        """Let the session end when its key does (Unix seconds); ``None``: it outlives the key."""
        self._limits.expires(when)

    def deadline(self) -> float | None:
        """When it wants to be woken (Unix seconds), or ``None`` if only an event can move it."""
        if self.phase is Phase.ENDED:
            return None
        whens = [min(turn.due, turn.expires) for turn in self._turns]
        due = min([*whens, self._limits.deadline(idle=not self._turns)])
        return None if due == inf else due

    def _take(self, given: Input, what: JSON, now: float) -> list[Effect]:
        """Go to the next phase, and do what the row says. Nothing else sets the phase."""
        do, self.phase = TABLE[self.phase, given]
        return do(self, what, now)

    # What the table's rows do.

    def _begin(self, submitted: JSON, now: float) -> list[Effect]:
        """Match the action and run its turn as far as it goes without waiting."""
        event, connection, config = submitted
        turn = self._turn(event, connection, config, now)
        self._remember(turn.action)
        status: list[Effect] = []
        try:
            outputs = self._answer(turn, status)
        except Exception as error:  # whatever a matcher does, its action is answered
            failure = self._failed(turn, _problem(error))
            return [*failure, self._rejected(connection, turn.message_id, SCENARIO_FAILED)]
        if outputs is None:
            return status
        turn.outputs = outputs
        turn.due = now
        if self.scenario.session.action_timeout is not None:
            turn.expires = now + self.scenario.session.action_timeout
        return status + self._take(Input.TURN_BEGAN, turn, now)

    def _accept(self, turn: Turn, now: float) -> list[Effect]:
        self._turns.append(turn)
        accepted = ActionStatus(to=turn.connection, status="accepted", message_id=turn.message_id)
        return [accepted, *self._run(turn, now)]

    def _overlap(self, submitted: JSON, now: float) -> list[Effect]:
        """An action while one runs: supported, says the page; ``concurrency`` says how."""
        if self.concurrency == "interleave":
            return self._begin(submitted, now)
        event, connection, _ = submitted
        if self.concurrency == "queue":
            self._waiting.append(submitted)
            return []
        return [self._rejected(connection, event.message_id or self.new_id(), IN_PROGRESS)]

    def _refuse(self, submitted: JSON, now: float) -> list[Effect]:
        event, connection, _ = submitted
        return [self._rejected(connection, event.message_id or self.new_id(), NO_SESSION)]

    def _advance(self, _: JSON, now: float) -> list[Effect]:
        """Run every turn that is due, as far as the session lasts; then look whether it does."""
        until = min(now, self._limits.end)
        effects: list[Effect] = []
        for turn in sorted(self._turns, key=lambda turn: min(turn.due, turn.expires)):
            if turn in self._turns:
                effects += self._go_on(turn, until)
        return effects + self._begin_waiting(until) + self._doze(None, now)

    def _begin_waiting(self, now: float) -> list[Effect]:
        """Begin the next action of the queue, when none runs."""
        effects: list[Effect] = []
        while self._waiting and not self._turns:  # one may be rejected, or over at once
            effects += self._take(Input.ACTION, self._waiting.popleft(), now)
        return effects

    def _go_on(self, turn: Turn, now: float) -> list[Effect]:
        """Run a turn, if it is due, until its time is up."""
        until = min(now, turn.expires)
        effects = self._run(turn, until) if turn.due <= until else []
        if turn.expires <= now and turn in self._turns:
            effects += self._complete(turn, ACTION_TIMED_OUT, turn.expires)
        return effects

    def _doze(self, _: JSON, now: float) -> list[Effect]:
        """Perhaps its time is up, or the user is gone for good."""
        if self.phase is Phase.ENDED:  # by one of the turns that were due
            return []
        missed = self._limits.missed(now)
        effects: list[Effect] = []
        if missed is not None:
            effects.append(Note(to=self._asked, kind=MISSED, text=missed))
        when, reason = self._limits.lapse(idle=not self._turns)
        return effects + (self._take(Input.END, reason, when) if when <= now else [])

    def _finish(self, reason: str, now: float) -> list[Effect]:
        """End: every turn is told, in order, then every connection."""
        effects: list[Effect] = [
            ActionStatus(
                to=turn.connection, status="completed", message_id=turn.message_id, reason=reason
            )
            for turn in self._turns
        ]
        effects += [
            self._rejected(connection, event.message_id or self.new_id(), reason)
            for event, connection, _ in self._waiting
        ]
        self._turns.clear()
        self._waiting.clear()
        return [*effects, SessionEnded(reason=reason)]

    def _drop(self, connection: JSON, now: float) -> list[Effect]:
        self._turns = [turn for turn in self._turns if turn.connection != connection]
        self._waiting = deque(one for one in self._waiting if one[1] != connection)
        return self._look_for_turns(now) + self._begin_waiting(now)

    def _look_for_turns(self, now: float) -> list[Effect]:
        return [] if self._turns else self._take(Input.NO_TURN_LEFT, None, now)

    def _nothing(self, _: JSON, now: float) -> list[Effect]:
        return []

    # How a turn goes.

    def _turn(self, event: ActionSend, connection: str, config: ClientConfig, now: float) -> Turn:
        self.turn_count += 1
        turn = Turn(
            action=event.action,
            message_id=event.message_id or self.new_id(),
            connection=connection,
            config=config,
            number=self.turn_count,
            random=self.rng,
            new_id=self.new_id,
        )
        turn.evaluate = lambda source: self.evaluate(source, scope(self, turn, max(now, turn.due)))
        return turn

    def _remember(self, action: Action) -> None:
        """What the reserved variables tell of the action; a launch starts the story anew."""
        if action.type == "launch":
            self.state = self.scenario.start
            self._counts.clear()
        self.last_event = action.raw
        if action.text is not None:
            self.last_utterance = action.text

    def _answer(self, turn: Turn, notes: list[Effect]) -> Iterator[Output] | None:
        """Find the outputs of the turn, or put a rejection into ``notes`` and return ``None``."""
        situation = Situation(turn.action, self.user.id, self.user.variables)
        taken = self.playbook.choose(situation, self.state, self._counts, self.rng)
        if taken is not None and taken.reply is not None:
            turn.match = taken.found
            notes += [
                InjectFault(to=turn.connection, fault=fault, message_id=turn.message_id)
                for fault in taken.entry.rule.faults
            ]
            return self._play(turn, taken.reply, taken.entry.rule.set, taken.entry.rule.goto)
        if taken is None:
            reply = self._fallback(turn)
            if reply is not None:
                return reply
            problem = str(self.playbook.explain(situation, self.state, self._counts))
        else:
            problem = f"{taken.entry.key} has no reply left for {turn.action}"
        notes.append(Note(to=turn.connection, kind="mismatch", text=problem))
        reason = f"{NO_RULE}: {problem}"
        notes.append(self._rejected(turn.connection, turn.message_id, reason))
        return None

    def _fallback(self, turn: Turn) -> Iterator[Output] | None:
        """Answer what no rule took, or ``None`` to reject it. The end of a call is never a miss."""
        if turn.action.type == "end":
            return iter(())
        fallback = self.scenario.fallback
        if fallback is None or fallback.mode == "strict":
            return None
        if fallback.mode == "no-match":
            return self._play(turn, fallback.reply, {}, None)
        action = turn.action
        said = action.payload if isinstance(action.payload, str) else action.text or action.label
        return iter((Text(message=str(action) if said is None else said).trace,))

    def _play(
        self, turn: Turn, reply: tuple[JSON, ...], values: Mapping[str, JSON], goto: str | None
    ) -> Iterator[Output]:
        """Set the variables, make the outputs of each step, and change the state."""
        for name, value in values.items():
            self.user.variables[name] = render(value, turn.evaluate)
        for step in reply:
            yield from step.perform(turn)
        if goto is not None:
            self.state = goto

    def _run(self, turn: Turn, now: float) -> list[Effect]:
        """Send what the turn makes until it waits or is over."""
        effects: list[Effect] = []
        reason: str | None = None
        try:
            for output in turn.outputs:
                if isinstance(output, dict):
                    effects.append(self._trace(turn, output, max(now, turn.due)))
                elif isinstance(output, Wait):
                    turn.due += output.seconds
                    if turn.due > now:
                        return effects
                elif isinstance(output, Command):
                    effects.append(output.effect)
                else:
                    turn.end_reason = output.reason
        except Exception as error:  # whatever a step does, its turn comes to an end
            effects += self._failed(turn, _problem(error))
            reason = SCENARIO_FAILED
        return effects + self._complete(turn, reason, now)

    def _trace(self, turn: Turn, trace: JSONObject, now: float) -> Effect:
        payload = trace.get("payload")
        said = payload.get("message") if isinstance(payload, dict) else None
        kind = trace["type"]
        if isinstance(said, str) and kind in ("text", "speak"):
            self.last_response = said
        if kind == "no-reply":
            self._asked = turn.connection
            self._limits.asked(payload, now)
        timed = trace if "time" in trace else {**trace, "time": int(now * 1000)}
        return ActionTrace(trace=timed, message_id=turn.message_id)

    def _failed(self, turn: Turn, problem: str) -> list[Effect]:
        """The scenario itself is wrong: the client hears of it, the session lives on."""
        return [
            Note(to=turn.connection, kind="scenario_error", text=problem),
            ServerError(to=turn.connection, code=SCENARIO_FAILED, error=problem),
        ]

    def _complete(self, turn: Turn, reason: str | None, now: float) -> list[Effect]:
        """Close the turn, and perhaps the conversation with it."""
        self._turns.remove(turn)
        effects: list[Effect] = [
            ActionStatus(
                to=turn.connection, status="completed", message_id=turn.message_id, reason=reason
            )
        ]
        self._limits.active(now)
        effects += self._look_for_turns(now)
        if turn.end_reason is None and turn.action.type == "end":
            turn.end_reason = USER_ENDED
        if turn.end_reason is not None:
            return effects + self._take(Input.END, turn.end_reason, now)
        return effects

    def _rejected(self, connection: str, message_id: str, reason: str) -> Effect:
        return ActionStatus(to=connection, status="rejected", message_id=message_id, reason=reason)


def _problem(error: Exception) -> str:
    """What went wrong; an error that is not vfmock's own is named by its type."""
    return str(error) if isinstance(error, VfmockError) else f"{type(error).__name__}: {error}"


# Theory of the session machine
# =============================
#
# The page, "Action lifecycle": an action is rejected, or it is accepted and then answered with
# traces until it is completed. What runs from "accepted" to "completed" is a turn. "Conversation
# lifecycle": session.ended is the end of the conversation, and may come of a timeout. There are
# three phases:
#
#   IDLE     No turn runs. The idle timeout counts.
#   RUNNING  One turn or more runs. The page says that an action is supported while another runs;
#            `concurrency` says how. Where it is "queue", actions wait, and each comes in again as
#            ACTION when no turn is left.
#   ENDED    For good. Actions are rejected.
#
# A row is: in this phase, on this input, do this and be in that phase. The session is in the next
# phase before it does what the row says, so what is done may give the machine another input. Inputs
# come from two sides:
#
# 1. From outside: ACTION, WAKE, END, INTERRUPT. Every phase has a row for each. Only END decides
#    the next phase: an action may be rejected, a turn that is woken may wait again, and other turns
#    may be left after an interruption. These leave the phase as it is, and what comes of them is
#    the next input.
#
# 2. From the session itself: TURN_BEGAN, when an action is accepted; NO_TURN_LEFT, when the last
#    turn is completed or dropped; and END, when a turn ends the conversation or a limit has come.
#    ENDED has no rows for the first two, and IDLE none for NO_TURN_LEFT, because it has no turns.
#
# So the session is RUNNING when an input from outside has been dealt with and turns are left, and
# only then. A test holds the two together (tests/core/test_session_machine.py).

Do: TypeAlias = Callable[[Session, JSON, float], list[Effect]]

TABLE: Mapping[tuple[Phase, Input], tuple[Do, Phase]] = {
    # An action comes.
    (Phase.IDLE, Input.ACTION): (Session._begin, Phase.IDLE),
    (Phase.RUNNING, Input.ACTION): (Session._overlap, Phase.RUNNING),
    (Phase.ENDED, Input.ACTION): (Session._refuse, Phase.ENDED),
    # A turn begins with it, and in the end none is left.
    (Phase.IDLE, Input.TURN_BEGAN): (Session._accept, Phase.RUNNING),
    (Phase.RUNNING, Input.TURN_BEGAN): (Session._accept, Phase.RUNNING),
    (Phase.RUNNING, Input.NO_TURN_LEFT): (Session._nothing, Phase.IDLE),
    # The time of something has come.
    (Phase.IDLE, Input.WAKE): (Session._doze, Phase.IDLE),
    (Phase.RUNNING, Input.WAKE): (Session._advance, Phase.RUNNING),
    (Phase.ENDED, Input.WAKE): (Session._nothing, Phase.ENDED),
    # The end.
    (Phase.IDLE, Input.END): (Session._finish, Phase.ENDED),
    (Phase.RUNNING, Input.END): (Session._finish, Phase.ENDED),
    (Phase.ENDED, Input.END): (Session._nothing, Phase.ENDED),
    # The instance that ran a connection's turns is gone.
    (Phase.IDLE, Input.INTERRUPT): (Session._nothing, Phase.IDLE),
    (Phase.RUNNING, Input.INTERRUPT): (Session._drop, Phase.RUNNING),
    (Phase.ENDED, Input.INTERRUPT): (Session._nothing, Phase.ENDED),
}
"""What each input does in each phase, and the next phase."""
