"""A Python function decides."""

from __future__ import annotations

import pytest

from tests.core.builders import act, say, situation
from vfmock.core.actions import Action
from vfmock.core.matchers.where import WhereMatcher
from vfmock.errors import ScenarioError


def is_long(action: Action) -> bool:
    """A function like those that a test defines."""
    return len(action.payload) > 5


def test_the_function_decides() -> None:
    assert WhereMatcher(is_long).match(situation(say("a long one"))) == {}
    assert WhereMatcher(is_long).match(situation(say("short"))) is None
    assert WhereMatcher(is_long).types() is None


def test_the_difference_names_the_function() -> None:
    assert WhereMatcher(is_long).difference(situation(say("short"))) == (
        "wanted an action that is_long takes, got text 'short'"
    )


def test_a_callable_without_a_name_is_shown_as_it_is() -> None:
    class Never:
        def __call__(self, action: Action) -> bool:
            return False

        def __repr__(self) -> str:
            return "Never()"

    assert WhereMatcher(Never()).describe() == "an action that Never() takes"


def test_an_error_in_the_function_is_reported() -> None:
    with pytest.raises(ScenarioError) as raised:
        WhereMatcher(is_long).match(situation(act("launch")))
    assert str(raised.value) == ("is_long raised TypeError: object of type 'NoneType' has no len()")
    assert isinstance(raised.value.__cause__, TypeError)
