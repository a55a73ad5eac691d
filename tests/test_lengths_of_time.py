"""Every length of time in Python is seconds or text with a unit, as it is in a file."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import vfmock
from vfmock import (
    MockServer,
    ScenarioError,
    SessionOptions,
    audio,
    completion,
    no_reply,
    pause,
    restart,
)
from vfmock.durations import WANTED
from vfmock.errors import ServerError
from vfmock.server.clock import ServerClock
from vfmock.server.faults import ServerFaults
from vfmock.server.instances import ServerInstance
from vfmock.server.rules import On, RuleBuilder
from vfmock.server.verify import Verify

CLASSES = (MockServer, ServerClock, ServerFaults, ServerInstance, On, RuleBuilder, Verify)

NO_LENGTHS = {"days", "hours", "minutes", "min_confidence", "per_second", "probability"}
"""Parameters that are a number with a unit of their own, or none."""


def public_callables() -> Iterator[tuple[str, Callable[..., object]]]:
    """The functions that the package exports, and the methods of what a server has."""
    for name in vfmock.__all__:
        if inspect.isfunction(found := getattr(vfmock, name)):
            yield name, found
    for cls in CLASSES:
        for name, method in inspect.getmembers(cls, inspect.isfunction):
            if not name.startswith("_") or name == "__call__":
                yield f"{cls.__name__}.{name}", method


def test_no_public_parameter_is_a_bare_number_of_seconds() -> None:
    numbers = {
        f"{name}({parameter.name})"
        for name, function in public_callables()
        for parameter in inspect.signature(function).parameters.values()
        if "float" in str(parameter.annotation) and parameter.name not in NO_LENGTHS
    }
    assert numbers == set()


def test_the_callables_are_found() -> None:
    names = {name for name, _ in public_callables()}
    assert {"pause", "MockServer.restart", "ServerClock.advance", "Verify.__call__"} <= names


@pytest.mark.parametrize(
    ("made", "same"),
    [
        (lambda: pause("500ms"), lambda: pause(0.5)),
        (lambda: no_reply("2m"), lambda: no_reply(120)),
        (lambda: restart("2s"), lambda: restart(2)),
        (lambda: completion("x", first_after="1.5s"), lambda: completion("x", first_after=1.5)),
        (
            lambda: audio("x", seconds="2s", chunk="100ms"),
            lambda: audio("x", seconds=2, chunk=0.1),
        ),
        (
            lambda: SessionOptions(idle_timeout="30m", max_length="1d", action_timeout="9s"),
            lambda: SessionOptions(idle_timeout=1800, max_length=86400.0, action_timeout=9),
        ),
    ],
)
def test_a_text_can_be_given_in_place_of_seconds(
    made: Callable[[], Any], same: Callable[[], Any]
) -> None:
    assert made() == same()


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: pause("soon"), "pause"),
        (lambda: no_reply("soon"), "timeout"),
        (lambda: restart("soon"), "grace"),
        (lambda: completion("x", first_after="soon"), "first_after"),
        (lambda: audio("x", seconds="soon"), "seconds"),
        (lambda: audio("x", chunk="soon"), "chunk"),
        (lambda: SessionOptions(max_length="soon"), "max_length"),
        (lambda: MockServer().restart("soon"), "grace"),
    ],
)
def test_an_invalid_duration_has_the_same_error_everywhere(
    make: Callable[[], Any], name: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        make()
    assert str(caught.value) == f"{name!r}: wanted {WANTED}, got 'soon'"


async def test_a_server_takes_text_too() -> None:
    async with MockServer(clock="mock") as server:
        before = server.clock.now()
        server.clock.advance("30m")
        server.clock.advance("2s", minutes=1)
        assert server.clock.now() - before == 1862
        server.restart("2s")
        server.instances[0].restart("2s")
        server.verify.no_actions()
        server.verify.action(times=0, within="2s")
        wrongs: list[Callable[[], None]] = [
            lambda: server.verify.action(within="soon"),
            lambda: server.verify.text("hi", within="soon"),
            lambda: server.verify(lambda action: True, within="soon"),
        ]
        for wrong in wrongs:
            with pytest.raises(ServerError) as caught:
                wrong()
            assert str(caught.value) == f"'within': wanted {WANTED}, got 'soon'"
        with pytest.raises(ServerError) as caught:
            server.clock.advance("soon")
        assert str(caught.value) == f"can't advance the clock: wanted {WANTED}, got 'soon'"
        with pytest.raises(ServerError, match="'grace': wanted"):
            await server.drain("soon")
        await server.drain("1s")
