"""Events and effects are frozen, slotted, keyword-only dataclasses; users and turns are not."""

from __future__ import annotations

import dataclasses
from typing import get_args

from tests.core.builders import make_turn
from tests.each import check_each
from vfmock.core import effects
from vfmock.core.effects import Effect, Order, SessionEffect, WireEffect
from vfmock.core.events import ClientConfig, Event
from vfmock.core.outcomes import HubReport, StartOutcome
from vfmock.core.user import User

KINDS = [
    *get_args(Event),
    *get_args(WireEffect),
    *get_args(SessionEffect),
    *get_args(Order),
    *get_args(StartOutcome),
    *get_args(HubReport),
    ClientConfig,
]


def test_each_class_is_a_frozen_slotted_keyword_only_dataclass() -> None:
    def check(kind: type) -> None:
        assert dataclasses.is_dataclass(kind)
        assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
        assert "__slots__" in vars(kind)
        assert all(field.kw_only for field in dataclasses.fields(kind))

    check_each(KINDS, check)


def test_each_class_has_a_docstring() -> None:
    def check(kind: type) -> None:
        assert kind.__doc__
        assert not kind.__doc__.startswith(f"{kind.__name__}(")

    check_each(KINDS, check)


def test_the_unions_have_every_effect() -> None:
    kinds = {one for one in vars(effects).values() if isinstance(one, type)}
    made = {one for one in kinds if issubclass(one, Effect) and one is not Effect}
    assert made == {*get_args(WireEffect), *get_args(SessionEffect), *get_args(Order)}
    assert not set(get_args(WireEffect)) & set(get_args(SessionEffect))


def test_a_client_without_a_configuration_gets_no_chunks() -> None:
    assert ClientConfig() == ClientConfig(
        completion_events=False,
        audio_events=False,
        audio_encoding="audio/pcm",
        user_timezone=None,
    )


def test_a_user_belongs_to_one_project() -> None:
    assert User("u", "p").key == ("p", "u")
    assert User("u", "p").variables == {}
    assert User("u", "p").variables is not User("u", "p").variables


def test_a_new_turn_has_no_outputs() -> None:
    turn = make_turn()
    assert list(turn.outputs) == []
    assert dict(turn.match) == {}
    assert turn.end_reason is None
