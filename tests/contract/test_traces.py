"""A trace is checked with the contract as if ``action.trace`` carried the trace."""

from __future__ import annotations

import pytest

from vfmock.contract import Violation, load_contract
from vfmock.contract.traces import check_trace
from vfmock.types import JSON


@pytest.mark.parametrize(
    "trace",
    [
        {"type": "text", "payload": {"message": "Hi!"}},
        {"type": "made-up", "payload": {"k": [1, None]}},
        {"type": "made-up", "time": 7},
    ],
)
def test_a_correct_trace_is_allowed(trace: JSON) -> None:
    assert check_trace(load_contract(), trace) is None


@pytest.mark.parametrize(
    ("trace", "pointer", "wanted", "got"),
    [
        ("text", "/trace", "an object", "string 'text'"),
        ({"payload": {}}, "/trace/type", "a string that is not empty", "nothing"),
        ({"type": "made-up", "time": "now"}, "/trace/time", "a number", "string 'now'"),
        ({"type": "text", "payload": 7}, "/trace/payload", "an object", "number 7"),
    ],
)
def test_a_wrong_trace_is_reported_with_the_place(
    trace: JSON, pointer: str, wanted: str, got: str
) -> None:
    violation = Violation("action.trace", pointer, wanted, got)
    assert check_trace(load_contract(), trace) == violation
