"""``call``: a function of the test makes the steps."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.core.builders import make_turn, perform, say
from vfmock.core.step import Step
from vfmock.core.steps.call import Call
from vfmock.core.steps.pause import Pause, pause
from vfmock.core.steps.raw_trace import trace
from vfmock.core.turn import Turn, Wait
from vfmock.errors import ScenarioError, TemplateError


def shout(turn: Turn) -> Step:
    """One step, made of what the user said."""
    return trace(type="log", payload=str(turn.action.text).upper())


def several(turn: Turn) -> list[Step]:
    """More than one step."""
    return [pause(1), trace(type="log")]


def halfway(turn: Turn) -> Iterator[Step]:
    """A generator that fails after its first step."""
    yield trace(type="log")
    raise KeyError("pizza")


def test_a_function_makes_a_step_from_the_turn() -> None:
    assert perform(Call(shout), make_turn(say("hi"))) == [{"type": "log", "payload": "HI"}]


def test_a_function_makes_several_steps() -> None:
    assert perform(Call(several)) == [Wait(1), {"type": "log"}]


def fails(turn: Turn) -> Step:
    """A function that fails at once."""
    raise ValueError("no such pizza")


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (Call(fails), "fails raised ValueError: no such pizza"),
        (Call(halfway), "halfway raised KeyError: 'pizza'"),
    ],
)
def test_an_error_in_the_function_is_reported(call: Call, problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        perform(call)
    assert str(raised.value) == problem
    assert raised.value.__cause__ is not None


class Outcome(BaseException):
    """What a test framework raises to end a test."""


@pytest.mark.parametrize(
    "error",
    [Outcome("enough"), SystemExit(3), asyncio.CancelledError(), GeneratorExit(), StopIteration()],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("when", ["at once", "in a generator"])
def test_whatever_a_function_raises_is_reported_with_the_very_error(
    error: BaseException, when: str
) -> None:
    def fails(turn: Turn) -> Step:
        raise error

    def fails_later(turn: Turn) -> Iterator[Step]:
        yield trace(type="log")
        raise error

    with pytest.raises(ScenarioError) as raised:
        perform(Call(fails if when == "at once" else fails_later))
    cause = raised.value.__cause__
    # Python itself makes a RuntimeError of a StopIteration that leaves a generator.
    expected = cause.__cause__ if isinstance(cause, RuntimeError) else cause
    assert expected is error


def test_an_interrupt_of_the_program_is_not_caught() -> None:
    def interrupted(turn: Turn) -> Step:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        perform(Call(interrupted))


def test_an_interrupt_that_a_function_raises_in_another_thread_is_reported() -> None:
    def interrupts(turn: Turn) -> Step:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as threads:
        error = threads.submit(perform, Call(interrupts)).exception(10)
    assert isinstance(error, ScenarioError)


def test_a_turn_that_is_dropped_closes_the_generator_quietly() -> None:
    ended: list[str] = []

    def slow(turn: Turn) -> Iterator[Step]:
        try:
            yield pause(5)
        finally:
            ended.append("closed")

    made = iter(Call(slow).perform(make_turn()))
    next(made)
    del made
    assert ended == ["closed"]


@pytest.mark.parametrize("made", [None, (), [], [None], {}.values()])
def test_a_function_may_say_nothing(made: Any) -> None:
    assert perform(Call(lambda turn: made)) == []


RETURNS = "a reply function returns or yields steps such as text('hi'), or returns None to say"


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        ("hello", "made 'hello': " + RETURNS + " nothing (a text is text('hello'))"),
        (["hello"], "made 'hello': " + RETURNS + " nothing (a text is text('hello'))"),
        (b"hello", "made b'hello': " + RETURNS + " nothing"),
        (
            {"type": "log"},
            "made {'type': 'log'}: "
            + RETURNS
            + " nothing (a raw trace is trace(type=…, payload=…))",
        ),
        (7, "made 7: " + RETURNS + " nothing"),
        (True, "made True: " + RETURNS + " nothing"),
        (Pause, f"made {Pause!r}: " + RETURNS + " nothing"),
        ([trace(type="log"), 7], "made 7: " + RETURNS + " nothing"),
    ],
)
def test_what_is_no_step_is_refused(made: Any, problem: str) -> None:
    def makes(turn: Turn) -> Any:
        return made

    with pytest.raises(ScenarioError) as raised:
        perform(Call(makes))
    assert str(raised.value) == f"makes {problem}"


async def coroutine(turn: Turn) -> Any:
    """A function that could wait."""


async def async_generator(turn: Turn) -> Any:
    """A generator that could wait."""
    yield trace(type="log")


class AsyncObject:
    """An object that is called like an async function."""

    async def __call__(self, turn: Turn) -> Any:
        """Make nothing."""


@pytest.mark.parametrize(
    "function", [coroutine, async_generator, AsyncObject(), functools.partial(coroutine)]
)
def test_an_async_function_is_refused_when_it_is_given(function: Any) -> None:
    with pytest.raises(ScenarioError, match="is an async function: a reply function returns") as it:
        Call(function)
    assert str(it.value).endswith("; to wait it makes the step pause(seconds)")


@pytest.mark.parametrize("function", [coroutine, async_generator])
def test_what_an_async_function_makes_is_refused_too(function: Any) -> None:
    def hides(turn: Turn) -> Any:
        return function(turn)

    with pytest.raises(ScenarioError, match=r"hides returned \w+: a reply function returns"):
        perform(Call(hides))


def test_the_steps_before_an_error_are_kept() -> None:
    made = iter(Call(halfway).perform(make_turn()))
    assert next(made) == {"type": "log"}
    with pytest.raises(ScenarioError):
        next(made)


def test_an_error_of_this_project_is_not_wrapped() -> None:
    def asks(turn: Turn) -> Step:
        raise TemplateError("{{ x }}: 'x' is undefined")

    with pytest.raises(TemplateError, match="'x' is undefined"):
        perform(Call(asks))


def test_a_generator_goes_on_only_when_its_turn_comes() -> None:
    order: list[str] = []

    def slow(turn: Turn) -> Iterator[Step]:
        order.append("first")
        yield pause(5)
        order.append("second")
        yield trace(type="log")

    made = iter(Call(slow).perform(make_turn()))
    assert next(made) == Wait(5)
    assert order == ["first"]
    assert next(made) == {"type": "log"}
    assert order == ["first", "second"]
