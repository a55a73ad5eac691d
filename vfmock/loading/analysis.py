"""Static analysis of a scenario: can every state, rule, reply and button come into play?

The analysis plays nothing. If something depends on a user, a variable, chance or a template, both
outcomes are possible, and there is no remark.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from vfmock.core.actions import PATH_PREFIX, Action
from vfmock.core.buttons import Button
from vfmock.core.events import ClientConfig
from vfmock.core.matchers import Matcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.spec import Part, has_template
from vfmock.core.step import Step
from vfmock.core.steps.call import Call
from vfmock.core.steps.fault import InjectedFault
from vfmock.core.steps.restart import Restart
from vfmock.core.traces.diagnostics import Goto
from vfmock.core.traces.end import End
from vfmock.core.turn import Constant, Turn
from vfmock.errors import Place, VfmockError
from vfmock.loading.lint import DEAD, lint, rule_lists
from vfmock.loading.names import unknown_names
from vfmock.loading.remarks import Remark
from vfmock.loading.values import PlacedTemplate
from vfmock.types import JSONObject

MOST_TRACES = 20
"""How many traces of one step are checked. The other chunks of a long sound are alike."""

LAUNCH = frozenset(["launch"])

CheckTrace = Callable[[JSONObject], str | None]
"""Says what is wrong with a trace, or ``None``."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A rule and its place in the scenario. ``state`` is ``None`` if it holds in every state."""

    name: str
    state: str | None
    rule: Rule

    def steps(self) -> tuple[Step, ...]:
        """The steps of all its replies."""
        return (*self.rule.reply, *(step for reply in self.rule.replies for step in reply))


def analyse(
    scenario: Scenario,
    check_trace: CheckTrace,
    state_places: Mapping[str, Place] | None = None,
    templates: Iterable[PlacedTemplate] = (),
) -> list[Remark]:
    """Find what can never be used, never ends, or can't be sent.

    ``check_trace`` checks each trace that is known without playing against the contract.
    ``state_places`` is where each state is named in the file. ``templates`` are those of the file.
    """
    found = lint(scenario)
    analysis = _Analysis(scenario, {one.subject for one in found if one.kind == DEAD})
    places = state_places or {}
    found += analysis.unreachable(places)
    found += analysis.stuck(places)
    found += analysis.replies()
    found += analysis.buttons()
    found += analysis.loops()
    found += analysis.traces(check_trace)
    found += unknown_names(scenario, templates)
    return found


class _Analysis:
    """``dead`` are the names of the rules that never take an action for other reasons."""

    def __init__(self, scenario: Scenario, dead: set[str]) -> None:
        self.scenario = scenario
        states = (None, *scenario.states)
        self.all = [
            _Placed(rule.name or f"{where}[{number}]", state, rule)
            for state, (where, rules) in zip(states, rule_lists(scenario), strict=True)
            for number, rule in enumerate(rules)
        ]
        self.dead = dead | {one.name for one in self.all if self._never_launches(one)}
        self.live: dict[str | None, list[_Placed]] = {None: [], **{s: [] for s in scenario.states}}
        for one in self.all:
            if one.name not in self.dead:
                self.live[one.state].append(one)
        self.reached = self._reach()
        self._by_kind: dict[tuple[str, str], list[Matcher]] = {}

    def _never_launches(self, one: _Placed) -> bool:
        """A launch puts the session back into the start state before any rule is tried."""
        return one.state not in (None, self.scenario.start) and one.rule.on.types() == LAUNCH

    def _reach(self) -> list[str]:
        """The states that a conversation can reach, nearest first."""
        reached = [self.scenario.start]
        for state in reached:
            for one in self.rules_in(state):
                if one.rule.goto is not None and one.rule.goto not in reached:
                    reached.append(one.rule.goto)
        return reached

    def rules_in(self, state: str) -> list[_Placed]:
        """The rules that may take an action in a state, in their order."""
        return [*self.live.get(state, ()), *self.live[None]]

    def states_after(self, one: _Placed) -> list[str]:
        """The states that the session may be in after the reply of a rule."""
        if one.rule.goto is not None:
            return [one.rule.goto]
        if one.rule.on.types() == LAUNCH:
            return [self.scenario.start]
        return self.reached if one.state is None else [one.state]

    def played(self) -> list[_Placed]:
        """The rules that can be used."""
        states = {None, *self.reached}
        return [one for one in self.all if one.state in states and one.name not in self.dead]

    # What is not reached.

    def unreachable(self, places: Mapping[str, Place]) -> Iterator[Remark]:
        """States that nothing leads to, and the rules in them."""
        for state, rules in self.scenario.states.items():
            if state in self.reached:
                continue
            first = next((rule.place for rule in rules if rule.place), None)
            place = places.get(state, first)
            yield Remark("state.unreachable", place, f"state {state!r}", "has no way to it")
        for one in self.all:
            if one.state is not None and one.state not in self.reached:
                problem = f"never takes an action: nothing leads to state {one.state!r}"
                yield Remark("rule.unreachable", one.rule.place, one.name, problem)
            elif self._never_launches(one):
                start = self.scenario.start
                problem = f"never takes an action: a launch is answered in state {start!r}"
                yield Remark("rule.unreachable", one.rule.place, one.name, problem)

    def stuck(self, places: Mapping[str, Place]) -> Iterator[Remark]:
        """States, except the start, that a conversation never leaves and in which it never ends."""
        fallback = self.scenario.fallback
        session = self.scenario.session
        if session.idle_timeout is not None or session.max_length is not None:
            return
        if fallback is not None and fallback.mode == "no-match" and _may_end(fallback.reply):
            return
        for state in self.reached:
            rules = self.rules_in(state)
            leaves = any(one.rule.goto not in (None, state) for one in rules)
            if state == self.scenario.start or leaves:
                continue
            if not any(one.rule.faults or _may_end(one.steps()) for one in rules):
                problem = "has no way out of it, and no end"
                place = places.get(state)
                yield Remark("state.stuck", place, f"state {state!r}", problem, "warning")

    def replies(self) -> Iterator[Remark]:
        """Replies of a sequence that are never used, because the rule takes too few actions."""
        for one in self.played():
            times, count = one.rule.times, len(one.rule.replies)
            if times is not None and times < count:
                problem = f"takes {times} actions at most, and has {count} replies"
                yield Remark("reply.unreachable", one.rule.place, one.name, problem)

    # Buttons.

    def buttons(self) -> Iterator[Remark]:
        """Buttons that no rule takes in any state that they can be pressed in."""
        for one in self.played():
            for button in _buttons(one.steps()):
                yield from self._button(button, self.states_after(one), one.name, one.rule.place)
        fallback = self.scenario.fallback
        if fallback is not None:
            for button in _buttons(fallback.reply):
                yield from self._button(button, self.reached, "the fallback", None)

    def _button(
        self, button: Button, states: list[str], owner: str, place: Place | None
    ) -> Iterator[Remark]:
        if has_template(button):
            return
        action = Action(button.make_request())
        if action.type == "end":
            return  # the end of a call never needs a rule
        if action.type == "launch":
            states = [self.scenario.start]
        if any(self._may_take(action, state) for state in states):
            return
        where = " or ".join(map(repr, states[:3])) + (" …" if len(states) > 3 else "")
        problem = f"of {owner} is taken by no rule in state {where}: it sends {action}"
        name = f"the button {button.name!r}"
        yield Remark("button.unmatched", button.place or place, name, problem)

    def _may_take(self, action: Action, state: str) -> bool:
        kind = PATH_PREFIX if action.is_path else action.type
        if (state, kind) not in self._by_kind:
            limits = ((one.rule.on, one.rule.on.types()) for one in self.rules_in(state))
            takers = [on for on, types in limits if types is None or kind in types]
            self._by_kind[state, kind] = takers
        return any(on.verdict(action) is not False for on in self._by_kind[state, kind])

    # Loops.

    def loops(self) -> Iterator[Remark]:
        """Replies whose ``goto`` traces send the client in a circle."""
        for one in self.played():
            for state in self.states_after(one) if _goto(one.rule) else ():
                path = self._follow(one, state)
                if path is not None:
                    problem = f"never comes to an end: its goto leads to {' → '.join(path)}"
                    yield Remark("goto.loop", one.rule.place, one.name, problem)
                    break

    def _follow(self, first: _Placed, state: str) -> list[str] | None:
        """The rules that the goto of a rule leads through until it is there again."""
        one, path = first, []
        for _ in range(len(self.all) * max(1, len(self.reached)) + 1):
            action = _goto(one.rule)
            if action is None:
                return None
            if action.type == "launch":
                state = self.scenario.start
            taker = self._surely(action, state)
            if taker is None:
                return None
            path.append(taker.name)
            if taker is first:
                return path
            one, state = taker, taker.rule.goto or state
        return None  # it leads into a circle of other rules, which has its own remark

    def _surely(self, action: Action, state: str) -> _Placed | None:
        """The rule that takes an action in every case; ``None`` if it depends on something."""
        for one in self.rules_in(state):
            verdict = one.rule.on.verdict(action)
            if verdict is False:
                continue
            certain = one.rule.times is None and one.rule.probability == 1
            return one if verdict and certain else None
        return None

    # Traces.

    def traces(self, check: CheckTrace) -> Iterator[Remark]:
        """Traces that the contract does not allow, if they are known without playing."""
        replies = [(one.name, one.rule.place, one.steps()) for one in self.all]
        if self.scenario.fallback is not None:
            replies.append(("the fallback", None, self.scenario.fallback.reply))
        for name, place, steps in replies:
            told: set[str] = set()
            for step in steps:
                for problem in trace_problems(step, check):
                    if problem not in told:
                        told.add(problem)
                        yield Remark("trace.invalid", place, name, f"can't send this: {problem}")


def trace_problems(step: Step, check: CheckTrace) -> Iterator[str]:
    """What is wrong with the traces of a step, for clients with and without chunks."""
    if isinstance(step, Call) or has_template(step):
        return
    for chunks in (False, True):
        turn = _turn(ClientConfig(completion_events=chunks, audio_events=chunks))
        try:
            for output in islice(step.perform(turn), MOST_TRACES):
                trace = output.sent if isinstance(output, Constant) else output
                problem = check(trace) if isinstance(trace, dict) else None
                if problem is not None:
                    yield problem
        except Exception as error:  # a step may raise anything, here as when it is played
            yield str(error) if isinstance(error, VfmockError) else repr(error)


def _turn(config: ClientConfig) -> Turn:
    return Turn(
        action=Action({"type": "launch"}),
        message_id="m1",
        connection="c1",
        config=config,
        number=1,
        random=random.Random(0),
        new_id=lambda: "id1",
    )


def _may_end(steps: tuple[Step, ...]) -> bool:
    """Whether a reply may be the last one: it ends, it may fail, or this is not known."""
    return any(isinstance(step, End | Call | InjectedFault | Restart) for step in steps)


def _goto(rule: Rule) -> Action | None:
    """What the client goes on with after every reply of a rule, if that is known."""
    replies = rule.replies or (rule.reply,)
    found: list[JSONObject] = []
    for reply in replies:
        gotos = [step.request for step in reply if isinstance(step, Goto)]
        if not gotos or _may_end(reply) or has_template(gotos):
            return None
        found.append(gotos[-1])
    return Action(found[0]) if all(one == found[0] for one in found) else None


def _buttons(value: object) -> Iterator[Button]:
    """The buttons in a part of a scenario, at any depth."""
    if isinstance(value, Button):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _buttons(item)
    elif isinstance(value, Part):
        for field in dataclasses.fields(value):  # type: ignore[arg-type] # every part is one
            yield from _buttons(getattr(value, field.name))
