"""Rules from Python: ``server.on.text("hi").reply(text("Hello"))``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, Literal, Protocol, cast

from vfmock.core.matchers import MATCHERS, Matcher
from vfmock.core.matchers.base import All
from vfmock.core.matchers.where import Where
from vfmock.core.scenario import Rule
from vfmock.core.steps import Step
from vfmock.core.steps.call import Call
from vfmock.core.turn import Turn
from vfmock.core.verification import Expectation
from vfmock.errors import ScenarioError
from vfmock.runtime.control import Control
from vfmock.types import JSON


class Place(Protocol):
    """Where a rule is kept while it is written."""

    def put(self, index: int | None, rule: Rule) -> int:
        """Keep the rule at an index, or at the end; return where it is."""
        ...


class RulesOf:
    """The added rules of one state. ``call`` does something on the server's loop, where the rules
    are read: a rule that is added meanwhile from elsewhere must not get lost."""

    def __init__(
        self, control: Control, state: str | None, call: Callable[[Callable[[], int]], int]
    ) -> None:
        self._control = control
        self._state = state
        self._call = call

    def put(self, index: int | None, rule: Rule) -> int:
        return self._call(lambda: self._control.put_rule(self._state, index, rule))


class RuleBuilder:
    """A rule that is already in force, and grows with every call."""

    def __init__(self, place: Place, rule: Rule) -> None:
        self._place = place
        self._rule = rule
        self._index = place.put(None, rule)

    def reply(self, *steps: Step | Callable[[Turn], Step | Iterable[Step]]) -> RuleBuilder:
        """Answer with these steps. Called again, it gives the answer for the next time.

        A function among the steps gets the turn and returns a step or several.
        """
        reply = tuple(one if isinstance(one, Step) else _call(one) for one in steps)
        rule = self._rule
        if not rule.reply and not rule.replies:
            return self._become(reply=reply)
        earlier = rule.replies or (rule.reply,)
        return self._become(reply=(), replies=(*earlier, reply))

    def then(self, what: Literal["last", "cycle", "error"]) -> RuleBuilder:
        """What comes after the last reply: it again, all from the first, or a rejection."""
        return self._become(then=what)

    def goto(self, state: str) -> RuleBuilder:
        """Go to a state after the reply."""
        return self._become(goto=state)

    def set(self, **values: JSON) -> RuleBuilder:
        """Give the user's variables values, before the reply; strings may be templates."""
        return self._become(set={**self._rule.set, **values})

    def times(self, times: int) -> RuleBuilder:
        """Take so many actions in a session, and let later ones pass."""
        return self._become(times=times)

    def probability(self, probability: float) -> RuleBuilder:
        """Take an action with this probability, 0 to 1, under the seed."""
        return self._become(probability=probability)

    def named(self, name: str) -> RuleBuilder:
        """Give it a name, for messages."""
        return self._become(name=name)

    def _become(self, **changes: Any) -> RuleBuilder:
        self._rule = dataclasses.replace(self._rule, **changes)
        self._place.put(self._index, self._rule)
        return self


class ExpectedRule(RuleBuilder):
    """A rule that a test expects to be used: once or more, or exactly ``times``."""

    def __init__(
        self, place: Place, rule: Rule, expect: Callable[[int | None, Expectation], int]
    ) -> None:
        self._expect = expect
        self._number = expect(None, Expectation(rule.on))
        super().__init__(place, rule)

    def times(self, times: int) -> ExpectedRule:
        """Expect exactly so many such actions, in all sessions together; 0 expects none."""
        self._expect(self._number, Expectation(self._rule.on, times))
        return self


class On:
    """Makes rules: ``on.text("hi")``, ``on.launch()``, ``on.no_reply()``, one method a matcher.

    ``on(matcher)`` takes a matcher that is made already, such as ``Text("a") | Event("b")``, or a
    function that gets the action and says whether it is wanted.
    """

    def __init__(self, make: Callable[[Matcher], RuleBuilder]) -> None:
        self._make = make

    def __call__(self, *wanted: Matcher | Callable[[Any], object]) -> RuleBuilder:
        if not wanted:
            raise ScenarioError("wanted a matcher; one that takes every action is on.any()")
        matchers = tuple(map(as_matcher, wanted))
        return self._make(matchers[0] if len(matchers) == 1 else All(matchers))

    def __getattr__(self, name: str) -> Callable[..., RuleBuilder]:
        find_matcher(name)  # a wrong name is told at once, not only when it is called
        return lambda *args, **kwargs: self._make(make_matcher(name, args, kwargs))

    def __dir__(self) -> list[str]:
        return [name.replace("-", "_") for name in MATCHERS]


def as_matcher(wanted: object) -> Matcher:
    """A matcher as it is, or one that asks a function; anything else is a ``ScenarioError``."""
    if isinstance(wanted, Matcher):
        return wanted
    if callable(wanted):
        return Where(wanted)
    raise ScenarioError(
        f"wanted a matcher or a function that gets the action, not {wanted!r}"
        f" (a text is on.text({wanted!r}))"
    )


def make_matcher(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Matcher:
    """The matcher that a method of ``on`` or ``verify`` stands for.

    Raises:
        ScenarioError: it has no such arguments; the message names those that it has.
    """
    matcher = find_matcher(name)
    try:
        return matcher(*args, **kwargs)
    except TypeError as error:
        problem = str(error).removeprefix(f"{matcher.__qualname__}.__init__() ")
        fields = dataclasses.fields(cast(Any, matcher))
        known = ", ".join(field.name for field in fields if field.init)
        raise ScenarioError(f"{name}: {problem} (known: {known or 'none'})") from None


def find_matcher(name: str) -> type[Matcher]:
    """The matcher of that method; for a special method, which Python asks for, it has none."""
    if name.startswith("__"):
        raise AttributeError(name)
    return MATCHERS[name.replace("_", "-")]


def _call(function: object) -> Step:
    if not callable(function):
        raise ScenarioError(f"a reply is made of steps such as text('hi'), not {function!r}")
    return Call(function)
