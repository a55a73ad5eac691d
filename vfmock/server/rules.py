"""Rules from Python: ``server.on.text("hi").reply(text("Hello"))``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Literal, Protocol, Self, TypeVar

from vfmock.core.actions import Action
from vfmock.core.matchers import Matcher
from vfmock.core.matchers.base import AllMatcher
from vfmock.core.matchers.where import WhereMatcher
from vfmock.core.scenario import Rule
from vfmock.core.steps import Step
from vfmock.core.steps.call import Call, Steps
from vfmock.core.turn import Turn
from vfmock.core.verification import Expectation
from vfmock.errors import ScenarioError
from vfmock.runtime.control import Control
from vfmock.server.matcher_methods import OnMethods
from vfmock.types import JSON


class RulePlace(Protocol):
    """The place where a rule is kept while it is written."""

    def put(self, index: int | None, rule: Rule) -> int:
        """Keep the rule at an index, or at the end. Return its place."""
        ...


class RulesOf:
    """The added rules of one state. ``call`` does something on the server's loop. The rules are
    read there, so that a rule that another thread adds meanwhile is not lost. With ``override``,
    new rules come before all others."""

    def __init__(
        self,
        control: Control,
        state: str | None,
        call: Callable[[Callable[[], int]], int],
        *,
        override: bool = False,
    ) -> None:
        self._control = control
        self._state = state
        self._call = call
        self._override = override

    def put(self, index: int | None, rule: Rule) -> int:
        def work() -> int:
            return self._control.put_rule(self._state, index, rule, override=self._override)

        return self._call(work)


class RuleBuilder:
    """A rule that is already in force. Every call adds to it."""

    def __init__(self, place: RulePlace, rule: Rule) -> None:
        self._place = place
        self._rule = rule
        self._index = place.put(None, rule)

    def reply(self, *steps: Step | Callable[[Turn], Steps]) -> Self:
        """Answer with these steps. A second call sets the answer for the next time.

        A function among the steps gets the turn. It returns or yields one step or several, or
        returns ``None`` to say nothing.
        """
        reply = tuple(one if isinstance(one, Step) else _call(one) for one in steps)
        rule = self._rule
        if not rule.reply and not rule.replies:
            return self._become(reply=reply)
        earlier = rule.replies or (rule.reply,)
        return self._become(reply=(), replies=(*earlier, reply))

    def then(self, what: Literal["last", "cycle", "error"]) -> Self:
        """What follows the last reply: the last one again, all from the first, or a rejection."""
        return self._become(then=what)

    def goto(self, state: str) -> Self:
        """Go to a state after the reply."""
        return self._become(goto=state)

    def set(self, **values: JSON) -> Self:
        """Set variables of the user before the reply. Strings may be templates."""
        return self._become(set={**self._rule.set, **values})

    def times(self, times: int) -> Self:
        """Take this many actions in a session, and let later ones pass."""
        return self._become(times=times)

    def probability(self, probability: float) -> Self:
        """Take an action with this probability, 0 to 1, under the seed."""
        return self._become(probability=probability)

    def named(self, name: str) -> Self:
        """Give the rule a name, for messages."""
        return self._become(name=name)

    def _become(self, **changes: Any) -> Self:
        self._rule = dataclasses.replace(self._rule, **changes)
        self._place.put(self._index, self._rule)
        return self


class ExpectedRule(RuleBuilder):
    """A rule that a test expects to be used: once or more, or exactly ``times``."""

    def __init__(
        self, place: RulePlace, rule: Rule, expect: Callable[[int | None, Expectation], int]
    ) -> None:
        self._expect = expect
        self._number = expect(None, Expectation(rule.on))
        super().__init__(place, rule)

    def times(self, times: int) -> Self:
        """Expect exactly this many such actions, in all sessions together; 0 expects none."""
        self._expect(self._number, Expectation(self._rule.on, times))
        return self


B = TypeVar("B", bound=RuleBuilder)


class On(OnMethods[B]):
    """Makes rules: ``on.text("hi")``, ``on.launch()``, ``on.no_reply()``, a method per matcher.

    ``on(matcher)`` takes a ready matcher, such as ``TextMatcher("a") | EventMatcher("b")``, or a
    function that gets the action and says whether it is wanted. If there are several, all of them
    have to match.
    """

    def __init__(self, rule_of: Callable[[Matcher], B]) -> None:
        self._rule_of = rule_of

    def __call__(self, *wanted: Matcher | Callable[[Action], object]) -> B:
        if not wanted:
            raise ScenarioError("wanted a matcher; one that takes every action is on.any()")
        matchers = tuple(map(as_matcher, wanted))
        return self._make(matchers[0] if len(matchers) == 1 else AllMatcher(matchers))

    def _make(self, matcher: Matcher) -> B:
        return self._rule_of(matcher)


def as_matcher(wanted: object) -> Matcher:
    """Return a matcher as it is, or wrap a function. Anything else is a ``ScenarioError``."""
    if isinstance(wanted, Matcher):
        return wanted
    if callable(wanted):
        return WhereMatcher(wanted)
    raise ScenarioError(
        f"wanted a matcher or a function that gets the action, not {wanted!r}"
        f" (a text is on.text({wanted!r}))"
    )


def _call(function: Callable[[Turn], Steps]) -> Step:
    if not callable(function):
        raise ScenarioError(f"a reply is made of steps such as text('hi'), not {function!r}")
    return Call(function)
