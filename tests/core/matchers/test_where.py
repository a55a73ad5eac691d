"""A Python function decides."""

from __future__ import annotations

import asyncio

import pytest

from tests.core.builders import act, say, situation
from vfmock.core.actions import Action
from vfmock.core.matchers.where import WhereMatcher
from vfmock.errors import ScenarioError, ServerError


def is_long(action: Action) -> bool:
    """A function like those that a test defines."""
    return len(action.payload) > 5


def test_the_function_decides() -> None:
    assert WhereMatcher(is_long).match(situation(say("a long one"))) == {}
    assert WhereMatcher(is_long).match(situation(say("short"))) is None
    assert WhereMatcher(is_long).types() is None
    assert WhereMatcher(is_long).found_names() == frozenset()


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


@pytest.mark.parametrize(
    "error",
    [SystemExit(3), asyncio.CancelledError(), GeneratorExit()],
    ids=lambda error: type(error).__name__,
)
def test_whatever_the_function_raises_is_reported_with_the_very_error(error: BaseException) -> None:
    def fails(action: Action) -> bool:
        raise error

    with pytest.raises(ScenarioError) as raised:
        WhereMatcher(fails).match(situation(say("hi")))
    assert raised.value.__cause__ is error


def test_an_error_of_this_project_is_not_wrapped() -> None:
    def asks(action: Action) -> bool:
        raise ServerError("no")

    with pytest.raises(ServerError, match=r"^no$"):
        WhereMatcher(asks).match(situation(say("hi")))


def test_an_interrupt_of_the_program_is_not_caught() -> None:
    def interrupted(action: Action) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        WhereMatcher(interrupted).match(situation(say("hi")))


async def is_long_some_time(action: Action) -> bool:
    """A function that could wait."""
    return True


def test_an_async_function_is_refused_when_it_is_given() -> None:
    with pytest.raises(ScenarioError) as raised:
        WhereMatcher(is_long_some_time)
    assert str(raised.value) == (
        "is_long_some_time is an async function:"
        " a function on an action returns whether the rule takes it"
    )


def test_what_an_async_function_makes_does_not_count_as_yes() -> None:
    def hides(action: Action) -> object:
        return is_long_some_time(action)

    with pytest.raises(ScenarioError, match="hides returned coroutine: a function on an action"):
        WhereMatcher(hides).match(situation(say("hi")))


def test_an_error_in_the_function_is_reported() -> None:
    with pytest.raises(ScenarioError) as raised:
        WhereMatcher(is_long).match(situation(act("launch")))
    assert str(raised.value) == ("is_long raised TypeError: object of type 'NoneType' has no len()")
    assert isinstance(raised.value.__cause__, TypeError)
