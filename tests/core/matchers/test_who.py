"""``user`` and ``variable``."""

from __future__ import annotations

from tests.core.builders import say, situation
from vfmock.core.matchers.who import UserMatcher, VariableMatcher


def test_user_takes_the_actions_of_one_user() -> None:
    assert UserMatcher("u").match(situation(say("hi"))) == {}
    assert UserMatcher("u").difference(situation(say("hi"))) is None
    assert UserMatcher("v").match(situation(say("hi"))) is None
    assert (
        UserMatcher("v").difference(situation(say("hi"))) == "wanted the user 'v', got the user 'u'"
    )
    assert UserMatcher("v").types() is None


def test_variable_takes_an_action_when_each_variable_has_its_value() -> None:
    matcher = VariableMatcher({"size": "large", "count": 2})
    assert matcher.match(situation(say("hi"), size="large", count=2, more=1)) == {}
    assert matcher.difference(situation(say("hi"), size="large", count=2)) is None
    assert matcher.match(situation(say("hi"), size="large", count=1)) is None
    assert matcher.types() is None


def test_variable_shows_the_values_that_it_found() -> None:
    matcher = VariableMatcher({"size": "large", "count": 2})
    assert matcher.difference(situation(say("hi"), size="small")) == (
        "wanted variables size='large', count=2, got size='small', count=None"
    )


def test_an_unset_variable_is_null() -> None:
    assert VariableMatcher({"size": None}).match(situation(say("hi"))) == {}
