"""``call``: a function of the test makes the steps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.core.builders import make_turn, perform, say
from vfmock.core.step import Step
from vfmock.core.steps.call import Call
from vfmock.core.steps.pause import pause
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


def forgets(turn: Turn) -> Step:
    """A function that returns nothing by mistake."""
    return None  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (Call(fails), "fails raised ValueError: no such pizza"),
        (Call(halfway), "halfway raised KeyError: 'pizza'"),
        (Call(forgets), "forgets raised TypeError: 'NoneType' object is not iterable"),
    ],
)
def test_an_error_in_the_function_is_reported(call: Call, problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        perform(call)
    assert str(raised.value) == problem
    assert raised.value.__cause__ is not None


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
