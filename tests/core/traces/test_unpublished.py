"""Traces whose shape Voiceflow does not publish: any object."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import perform
from tests.each import check_each
from vfmock.core.steps import STEPS
from vfmock.core.traces.unpublished import ObjectTrace
from vfmock.errors import ScenarioError

TYPES = [name for name, cls in STEPS.items() if issubclass(cls, ObjectTrace)]


def make(kind: str, data: Any) -> Any:
    """A step of that type."""
    cls: Any = STEPS[kind]
    return cls(data=data)


def test_an_object_goes_out_as_given() -> None:
    def check(kind: str) -> None:
        assert perform(make(kind, {"a": [1, {}]})) == [{"type": kind, "payload": {"a": [1, {}]}}]

    check_each(TYPES, check)


@pytest.mark.parametrize("data", ["x", None, [1], 7])
def test_a_payload_that_is_not_an_object_is_refused(data: Any) -> None:
    def check(kind: str) -> None:
        with pytest.raises(ScenarioError) as raised:
            make(kind, data)
        assert str(raised.value) == f"the payload of {kind!r} is an object, not {data!r}"

    check_each(TYPES, check)
