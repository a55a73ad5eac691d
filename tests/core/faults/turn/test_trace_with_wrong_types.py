"""``trace with wrong types``."""

from __future__ import annotations

import pytest

from tests.core.faults.answers import change, turn
from vfmock.core.faults.turn.trace_with_wrong_types import TraceWithWrongTypes
from vfmock.types import JSON


@pytest.mark.parametrize(
    ("payload", "wrong"),
    [
        ({"a": "text", "b": 5}, {"a": {"text": "text"}, "b": "5"}),
        ({"a": [1], "b": {"c": 1}}, {"a": "not this", "b": "not this"}),
        ({"a": None, "b": True, "c": 1.5}, {"a": 42, "b": 42, "c": "1.5"}),
        ({}, "not this"),
        (None, 42),
        ("text", {"text": "text"}),
    ],
)
def test_every_value_gets_another_type(payload: JSON, wrong: JSON) -> None:
    outcome = change(TraceWithWrongTypes(), turn({"type": "log", "payload": payload}, "b"))
    assert outcome.traces[0] == {"type": "log", "payload": wrong}
    assert outcome.told[-2:] == ["m1 text 'b'", "m1 completed"]
    assert outcome.missed is None
