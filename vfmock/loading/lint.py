"""Finds parts of a scenario that are allowed but have no effect."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from vfmock.core.matchers import Matcher
from vfmock.core.matchers.base import AllMatcher, EitherMatcher
from vfmock.core.matchers.button import ButtonMatcher, PathMatcher
from vfmock.core.matchers.kinds import AnythingMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.regex import Regex
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.spec import has_template
from vfmock.loading.remarks import Remark

DEAD = "rule.dead"
"""The kind of remark about a rule that never takes an action."""

BACKSPACE = "\b"
"""What ``"\\b"`` in double quotes is, in YAML as in Python. Nobody types it in a conversation."""


def warnings_of(scenario: Scenario) -> list[str]:
    """Return a line with the place for each thing that has no effect."""
    return list(map(str, lint(scenario)))


def lint(scenario: Scenario) -> list[Remark]:
    """Find what has no effect.

    Mostly these are rules that can never take an action. A rule is compared with the earlier rules
    in the same list: an equal rule, a rule that takes any action of the kind, a rule that takes any
    action.
    """
    found = [remark for where, rules in rule_lists(scenario) for remark in lint_rules(where, rules)]
    if has_template(scenario.variables):
        problem = "in 'variables' is only text: give the value with 'set' in a rule"
        found.append(Remark("template.text", None, "a template", problem, "warning"))
    return found


def rule_lists(scenario: Scenario) -> list[tuple[str, tuple[Rule, ...]]]:
    """The lists of rules with their names in messages: general rules, then each state's."""
    lists = [("rules", scenario.rules)]
    return lists + [(f"states.{state}", rules) for state, rules in scenario.states.items()]


def lint_rules(where: str, rules: Sequence[Rule]) -> Iterator[Remark]:
    """Find what has no effect in a list of rules; ``where`` is the name of the list."""
    takers: dict[str, str] = {}
    for number, rule in enumerate(rules):
        name = rule.name or f"{where}[{number}]"
        dead = _why_dead(rule, takers)
        if dead is not None:
            yield Remark(DEAD, rule.place, name, f"never takes an action: {dead}")
        elif has_template(rule.on):
            problem = "has a template under 'on', where it is only text"
            yield Remark("template.text", rule.place, name, problem, "warning")
        for pattern in _patterns(rule.on):
            if BACKSPACE in pattern.source:
                problem = (
                    f"searches for a backspace in the regex {pattern.source!r}: for the edge of a"
                    r" word, write '\b' in single quotes, or r'\b' in Python"
                )
                yield Remark("regex.backspace", rule.place, name, problem, "warning")
            if pattern.limit is not None:
                problem = (
                    f"searches for the regex {pattern} only in texts of {pattern.limit}"
                    f" characters or fewer, because {pattern.reason}"
                )
                yield Remark("regex.bounded", rule.place, name, problem, "warning")
        if has_template(list(rule.set)):
            problem = "has a template for a name under 'set', where it is only text"
            yield Remark("template.text", rule.place, name, problem, "warning")
        if rule.times is None and rule.probability == 1:
            label = f"{name} at {rule.place}" if rule.place else name
            for one in _alternatives(rule.on):
                takers.setdefault(repr(one), label)


def _patterns(part: object) -> Iterator[Regex]:
    """The regexes in a matcher, at any depth."""
    if isinstance(part, TextMatcher) and part.pattern is not None:
        yield part.pattern
    elif isinstance(part, tuple):
        for item in part:
            yield from _patterns(item)
    elif isinstance(part, Matcher):
        for field in dataclasses.fields(part):  # type: ignore[arg-type] # every matcher is one
            yield from _patterns(getattr(part, field.name))


def _why_dead(rule: Rule, takers: dict[str, str]) -> str | None:
    taker = _taker(rule.on, takers)
    if taker is not None:
        return f"{taker} takes all that it could"
    if rule.on.types() == frozenset():
        return "no action has both types that it wants"
    return "its probability is 0" if rule.probability == 0 else None


def _taker(on: Matcher, takers: dict[str, str]) -> str | None:
    """The rule that takes everything that this matcher could take, if there is one.

    ``takers`` has the earlier rules by what they take. The text of a matcher says everything about
    it, so ten thousand rules don't have to be compared with each other.
    """
    if isinstance(on, EitherMatcher):
        each = [_taker(one, takers) for one in on.of]
        return each[0] if all(each) else None
    if isinstance(on, AllMatcher):
        by_part = (_taker(one, takers) for one in on.of)
        return takers.get(repr(on)) or next(filter(None, by_part), None)
    wider = (on, AnythingMatcher(), *_any_of_its_kind(on))
    return next(filter(None, (takers.get(repr(one)) for one in wider)), None)


def _alternatives(on: Matcher) -> tuple[Matcher, ...]:
    return on.of if isinstance(on, EitherMatcher) else (on,)


def _any_of_its_kind(on: Matcher) -> Iterator[Matcher]:
    """The matcher without a condition: a bare ``text`` takes what any ``text: …`` takes."""
    if isinstance(on, PathMatcher):
        yield ButtonMatcher()
    fields = dataclasses.fields(on)  # type: ignore[arg-type] # every matcher is one
    if all(field.default is not dataclasses.MISSING for field in fields):
        yield type(on)()
