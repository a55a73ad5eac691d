"""Names in templates and matchers that can't be: nothing sets them, and nothing finds them.

A name that a template checks first (``is defined``, ``default``) may be missing.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from vfmock.core.matchers import Matcher
from vfmock.core.matchers.base import AllMatcher, EitherMatcher, NotMatcher
from vfmock.core.matchers.intent import IntentMatcher
from vfmock.core.matchers.who import VariableMatcher
from vfmock.core.scenario import Scenario
from vfmock.core.scope import FIXED, NAMES
from vfmock.errors import nearest, suggest
from vfmock.loading.fakes import Fake
from vfmock.loading.lint import rule_lists
from vfmock.loading.remarks import Remark
from vfmock.loading.templates import TemplateEngine
from vfmock.loading.values import PlacedTemplate

if TYPE_CHECKING:
    from vfmock.loading.needs import Needs

METHODS = frozenset({"get", "items", "keys", "values"})
"""What every mapping in a template has besides its keys."""


def unknown_names(scenario: Scenario, templates: Iterable[PlacedTemplate]) -> Iterator[Remark]:
    """Find the names that can't be. Variables that only a client or the admin API sets are among
    them: a scenario declares them under ``variables``."""
    variables = set(scenario.variables)
    for rule in scenario.all_rules():
        variables |= set(rule.set)
    engine = TemplateEngine()
    seen: set[tuple[str, str]] = set()
    for template in templates:
        if template.source and (str(template.place), template.source) not in seen:
            seen.add((str(template.place), template.source))
            yield from _in_template(template, engine.needs(template.source), variables)
    for where, rules in rule_lists(scenario):
        for number, rule in enumerate(rules):
            for name in dict.fromkeys(_matched_variables(rule.on)):
                if name not in variables:
                    subject = rule.name or f"{where}[{number}]"
                    hint = suggest(name, variables)
                    problem = f"wants the variable {name!r}, and nothing sets it{hint}"
                    yield Remark("name.unknown", rule.place, subject, problem)


def _in_template(template: PlacedTemplate, needs: Needs, variables: set[str]) -> Iterator[Remark]:
    known = {*NAMES, *variables}
    for name in sorted(needs.names - known):
        problem = f"is not known, and nothing sets it{suggest(name, known)}"
        yield Remark("name.unknown", template.place, f"the name {name!r}", problem)
    for owner, name in sorted(needs.members):
        choices = _members(owner, template, variables)
        if choices is not None and name not in choices and name not in METHODS:
            problem = f"has no {name!r}{suggest(name, choices)}"
            yield Remark("name.unknown", template.place, repr(owner), problem)
        elif choices is None and owner == "match" and template.rule is not None:
            yield from _entity(name, template, frozenset(_entities(template.rule.on)))


def _entity(name: str, template: PlacedTemplate, entities: frozenset[str]) -> Iterator[Remark]:
    """An intent may have more entities than its matcher wants: only a near miss is suspicious."""
    near = nearest(name, entities)
    if name not in entities and near is not None:
        problem = f"may have no {name!r}, did you mean the entity {near!r}"
        yield Remark("name.unknown", template.place, "'match'", problem, "warning")


def _members(owner: str, template: PlacedTemplate, variables: set[str]) -> frozenset[str] | None:
    """What a name has, ``None`` if that is not known."""
    if owner == "fake":
        return frozenset(dir(Fake(random.Random(0))))
    if owner == "match":
        return frozenset() if template.rule is None else template.rule.on.found_names()
    return FIXED.get(owner)


def _matched_variables(matcher: Matcher) -> Iterator[str]:
    """The variables that a matcher compares with a value other than ``null``."""
    for one in _each(matcher):
        if isinstance(one, VariableMatcher):
            yield from (name for name, value in one.values.items() if value is not None)


def _entities(matcher: Matcher) -> Iterator[str]:
    """The entities that a matcher wants."""
    for one in _each(matcher):
        if isinstance(one, IntentMatcher):
            yield from one.entities or ()


def _each(matcher: Matcher) -> Iterator[Matcher]:
    """A matcher and those in it."""
    yield matcher
    inner = matcher.of if isinstance(matcher, AllMatcher | EitherMatcher) else ()
    for one in (matcher.matcher,) if isinstance(matcher, NotMatcher) else inner:
        yield from _each(one)
