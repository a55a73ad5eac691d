"""``payload``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import act, say, situation
from vfmock.core.matchers.payload import PayloadMatcher

DEEP = {"a": {"b": 1, "c": [1, {"d": 2}]}, "e": None}


@pytest.mark.parametrize(
    ("wanted", "came"),
    [
        ("hi", "hi"),
        (None, None),
        ([1, 2], [1, 2]),
        ({}, DEEP),
        ({"a": {"b": 1}}, DEEP),
        ({"a": {"c": [1, {"d": 2}]}, "e": None}, DEEP),
    ],
)
def test_payload_takes_equal_values_and_objects_with_at_least_the_keys(
    wanted: Any, came: Any
) -> None:
    assert PayloadMatcher(wanted).match(situation(act("custom", came))) == {}


@pytest.mark.parametrize(
    ("wanted", "came"),
    [
        ("hi", "Hi"),
        ({"a": {"b": 2}}, DEEP),
        ({"x": None}, DEEP),
        ({"a": 1}, DEEP),
        ({"a": 1}, "a"),
        ([1], [1, 2]),
        ({"a": {"c": [1, {}]}}, DEEP),
    ],
)
def test_payload_does_not_take_a_different_payload(wanted: Any, came: Any) -> None:
    assert PayloadMatcher(wanted).match(situation(act("custom", came))) is None


def test_the_difference_shows_the_payload_that_came() -> None:
    matcher = PayloadMatcher({"a": 1})
    assert matcher.difference(situation(act("custom", {"a": 2}))) == (
        "wanted a payload with {'a': 1}, got {'a': 2}"
    )
    assert matcher.difference(situation(act("custom", {"a": 1}))) is None


def test_the_difference_shows_at_most_200_characters() -> None:
    difference = PayloadMatcher(1).difference(situation(say("x" * 1000)))
    assert difference == "wanted a payload with 1, got '" + "x" * 199


def test_payload_can_match_any_type() -> None:
    assert PayloadMatcher(1).types() is None
