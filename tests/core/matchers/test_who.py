"""``user`` and ``variable``."""

from __future__ import annotations

from tests.core.builders import say, situation
from vfmock.core.matchers.who import User, Variable


def test_user_takes_the_actions_of_one_user() -> None:
    assert User("u").match(situation(say("hi"))) == {}
    assert User("u").difference(situation(say("hi"))) is None
    assert User("v").match(situation(say("hi"))) is None
    assert User("v").difference(situation(say("hi"))) == "wanted the user 'v', got the user 'u'"
    assert User("v").types() is None


def test_variable_takes_what_has_each_value() -> None:
    matcher = Variable({"size": "large", "count": 2})
    assert matcher.match(situation(say("hi"), size="large", count=2, more=1)) == {}
    assert matcher.difference(situation(say("hi"), size="large", count=2)) is None
    assert matcher.match(situation(say("hi"), size="large", count=1)) is None
    assert matcher.types() is None


def test_variable_shows_the_values_that_it_found() -> None:
    matcher = Variable({"size": "large", "count": 2})
    assert matcher.difference(situation(say("hi"), size="small")) == (
        "wanted variables size='large', count=2, got size='small', count=None"
    )


def test_an_unset_variable_is_null() -> None:
    assert Variable({"size": None}).match(situation(say("hi"))) == {}
