"""Durations as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from vfmock.durations import LONGEST, WANTED, duration, duration_of, parse_duration
from vfmock.errors import ServerError
from vfmock.types import DurationLike


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        ("1.5", 1.5),
        ("500ms", 0.5),
        ("30s", 30.0),
        ("5m", 300.0),
        ("2h", 7200.0),
        ("1d", 86400.0),
        ("0.5h", 1800.0),
        (" 5 m ", 300.0),
    ],
)
def test_a_duration_is_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text", ["", "m", "-1s", "5 minutes", "1h30m", "1e3", ".5", "5.", "5M", "inf", "nan", "１x"]
)
def test_an_invalid_duration_is_refused_with_what_was_wanted(text: str) -> None:
    with pytest.raises(ValueError, match="wanted a number of seconds or a dura") as caught:
        parse_duration(text)
    assert str(caught.value).endswith(f"got {text!r}")


def test_the_longest_text_is_still_a_duration() -> None:
    assert parse_duration("1".rjust(LONGEST)) == 1.0
    with pytest.raises(ValueError, match="wanted a number of seconds"):
        parse_duration("1".rjust(LONGEST + 1))


@pytest.mark.parametrize(("given", "seconds"), [(2, 2.0), (0.5, 0.5), ("2s", 2.0), ("30m", 1800.0)])
def test_a_caller_may_give_seconds_or_text(given: DurationLike, seconds: float) -> None:
    assert duration(given) == seconds
    assert isinstance(duration(given), float)


@pytest.mark.parametrize("given", [True, None, float("inf"), float("nan"), 10**400, [1], "soon"])
def test_another_value_than_seconds_or_text_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="wanted a number of seconds or a") as caught:
        duration(given)
    assert str(caught.value).endswith(f"got {given!r:.40}")


def test_a_wrong_parameter_is_named_in_the_given_error_class() -> None:
    assert duration_of("within", "2s", ServerError) == 2.0
    with pytest.raises(ServerError) as caught:
        duration_of("within", "soon", ServerError)
    assert str(caught.value) == f"'within': wanted {WANTED}, got 'soon'"
