"""The agent: it answers an action, and makes the answer into effects as far as time allows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from math import inf
from typing import Any, TypeAlias

from vfmock.callers import is_interrupt, users_error
from vfmock.core.effects import ActionTrace, Effect, GeneralError, InjectFault, Note
from vfmock.core.events import ActionSend, ClientConfig
from vfmock.core.limits import Limits
from vfmock.core.matchers import Situation
from vfmock.core.scenario import Scenario
from vfmock.core.scenario.playbook import Playbook
from vfmock.core.scenario.unmatched import FallbackTaken
from vfmock.core.scope import Evaluate, scope
from vfmock.core.session_data import SessionData
from vfmock.core.spec import render
from vfmock.core.steps import is_custom
from vfmock.core.traces.text import Text
from vfmock.core.turn import Command, Constant, Output, Turn, Wait
from vfmock.core.variables import Variables, merge
from vfmock.errors import VfmockError
from vfmock.types import JSON, JSONObject

NO_RULE = "no_rule_matched"
SCENARIO_FAILED = "scenario_error"

Result: TypeAlias = tuple[list[Effect], str | None]
"""Effects to send, and the reason if something went wrong."""


class Agent:
    """Answers in one session, by the rules of its playbook.

    The agent begins a turn, finds its answer, and makes the answer into effects. The session
    decides when each of these steps happens.
    """

    def __init__(
        self,
        *,
        data: SessionData,
        limits: Limits,
        scenario: Scenario,
        playbook: Playbook,
        evaluate: Evaluate,
        rng: random.Random,
        new_id: Callable[[], str],
    ) -> None:
        self._data = data
        self._limits = limits
        self._scenario = scenario
        self._playbook = playbook
        self._evaluate = evaluate
        self._rng = rng
        self._new_id = new_id

    def begin(self, event: ActionSend, connection: str, config: ClientConfig, now: float) -> Turn:
        """Make a turn from an action. The turn has no outputs yet."""
        data, timeout = self._data, self._scenario.session.action_timeout
        data.turn_count += 1
        turn = Turn(
            action=event.action,
            message_id=event.message_id or self._new_id(),
            connection=connection,
            config=config,
            number=data.turn_count,
            random=self._rng,
            new_id=self._new_id,
            due=now,
            expires=inf if timeout is None else now + timeout,
            knowledge=self._scenario.knowledge,
            render=self._render,
        )
        merge(data, event.variables)
        self._remember(turn)
        return turn

    def _render(self, source: str, turn: Turn) -> Any:
        """Render a template. A turn has no function of its own for it: a turn in a cycle of
        references would have to wait for Python's garbage collector."""
        return self._evaluate(source, scope(self._data, turn, turn.due))

    def _remember(self, turn: Turn) -> None:
        """Update the reserved variables. A ``launch`` starts the conversation again."""
        data, action = self._data, turn.action
        if action.type == "launch":
            self._go(turn, self._scenario.start)
            data.counts.clear()
        data.last_event = action.raw
        data.intent_confidence = action.confidence or 0
        data.user_timezone = turn.config.user_timezone or data.user_timezone
        said = action.label if action.is_path else action.text
        if said is not None:
            data.last_utterance = said

    def _go(self, turn: Turn, state: str) -> None:
        """Change the state, and remember the way."""
        data = self._data
        if state != data.state:
            turn.states = (*(turn.states or (data.state,)), state)
            data.state = state

    # What answers a turn.

    def answer(self, turn: Turn) -> Result:
        """Find the outputs of a turn, or the reason to reject its action.

        The effects go out before the status of the action.
        """
        try:
            return self._find_outputs(turn)
        except BaseException as error:  # the action needs an answer, whatever a matcher raises
            if is_interrupt(error):
                raise
            return self._failed(turn, error)

    def _find_outputs(self, turn: Turn) -> Result:
        data = self._data
        situation = Situation(turn.action, data.user.id, Variables(data, turn.due))
        taken = self._playbook.choose(situation, data.state, data.counts, self._rng)
        if taken is None:
            return self._fall_back(turn, situation)
        rule = taken.entry.rule
        if taken.reply is None:
            return self._miss(turn, f"{taken.entry.key} has no reply left for {turn.action}")
        turn.match = taken.found
        turn.taker = taken.entry
        turn.outputs = self._play(turn, taken.reply, rule.set, rule.goto)
        effects: list[Effect] = []
        for fault in rule.faults:
            effects.append(InjectFault(to=turn.connection, fault=fault, message_id=turn.message_id))
        return effects, None

    def _fall_back(self, turn: Turn, situation: Situation) -> Result:
        """Answer or reject an action that no rule takes. The end of a call is never a miss."""
        action, fallback, data = turn.action, self._scenario.fallback, self._data
        if action.type == "end":
            return [], None
        unmatched = self._playbook.unmatched(situation, data.state, data.counts)
        if fallback is None or fallback.mode == "strict":
            return self._miss(turn, str(unmatched.explain()))
        turn.taker = FallbackTaken(fallback.mode, unmatched)
        if fallback.mode == "no-match":
            turn.outputs = self._play(turn, fallback.reply, {}, None)
        else:
            said = (
                action.payload if isinstance(action.payload, str) else action.text or action.label
            )
            echo = Text(message=str(action) if said is None else said)
            turn.outputs = iter((echo.with_id(turn),))
        return [], None

    def _miss(self, turn: Turn, problem: str) -> Result:
        note = Note(to=turn.connection, kind="mismatch", text=problem)
        return [note], f"{NO_RULE}: {problem}"

    def _play(
        self, turn: Turn, reply: tuple[JSON, ...], values: Mapping[str, JSON], goto: str | None
    ) -> Iterator[Output]:
        """Set the variables, make the outputs of each step, and change the state. If the client
        has the turn stopped after a trace, the rest of its steps are not made."""
        for name, value in values.items():
            self._data.user.variables[name] = render(value, turn.evaluate)
        for step in reply:
            yield from step.perform(turn)
            if turn.stopped:
                break
        if goto is not None:
            self._go(turn, goto)

    # What goes out.

    def run(self, turn: Turn, now: float) -> Result:
        """Make the outputs into effects, until one output waits or the turn is over.

        If the turn waits, its ``due`` is after ``now``. The reason is set if the turn failed.
        """
        effects: list[Effect] = []
        try:
            for output in turn.outputs:
                if isinstance(output, Constant):
                    effects.append(self._trace(turn, output.sent, now, output.trace))
                elif isinstance(output, dict):
                    effects.append(self._trace(turn, output, now))
                elif isinstance(output, Wait):
                    turn.due += output.seconds
                    if turn.due > now:
                        break
                elif isinstance(output, Command):
                    effects.append(output.effect)
                else:
                    turn.end_reason = output.reason
        except BaseException as error:  # the turn has to end, whatever a step raises
            if is_interrupt(error):
                raise
            failure, reason = self._failed(turn, error)
            return effects + failure, reason
        return effects, None

    def _trace(
        self, turn: Turn, trace: JSONObject, now: float, constant: JSONObject | None = None
    ) -> Effect:
        payload = trace.get("payload")
        said = payload.get("message") if isinstance(payload, dict) else None
        kind = trace["type"]
        if isinstance(said, str) and kind in ("text", "speak"):
            self._data.last_response = said
        elif kind == "completion" and isinstance(payload, dict):
            self._hear(turn, payload)
        if _stops(turn.config, kind):
            turn.stopped = True
        if kind == "no-reply":
            self._limits.ask(turn.connection, payload, now)
        if constant is not None and constant is not trace:
            trace["time"] = int(now * 1000)  # the step has made it for this turn
        elif "time" not in trace:
            trace = {**trace, "time": int(now * 1000)}
        return ActionTrace(trace=trace, message_id=turn.message_id, constant=constant)

    def _hear(self, turn: Turn, payload: JSONObject) -> None:
        """Put the chunks of an answer together. At the end they are the latest response."""
        match payload.get("state"):
            case "start":
                turn.chunks.clear()
            case "content":
                turn.chunks.append(str(payload.get("content", "")))
            case "end":
                self._data.last_response = "".join(turn.chunks)

    def _failed(self, turn: Turn, error: BaseException) -> Result:
        """The scenario itself is wrong: tell the client. The session lives on."""
        known = isinstance(error, VfmockError)
        problem = str(error) if known else f"{type(error).__name__}: {error}"
        cause = users_error(error)
        return [
            Note(to=turn.connection, kind=SCENARIO_FAILED, text=problem, error=cause),
            GeneralError(to=turn.connection, code=SCENARIO_FAILED, error=problem),
        ], SCENARIO_FAILED


def _stops(config: ClientConfig, trace_type: str) -> bool:
    """Whether a client wants the turn to stop after a trace of this type."""
    return trace_type in config.stop_types or (config.stop_all and is_custom(trace_type))
