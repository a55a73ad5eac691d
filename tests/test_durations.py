"""Durations as people write them."""

from __future__ import annotations

import pytest

from vfmock.durations import parse_duration


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
def test_what_is_none_is_refused_with_what_was_wanted(text: str) -> None:
    with pytest.raises(ValueError, match="wanted a duration such as 500ms") as caught:
        parse_duration(text)
    assert str(caught.value).endswith(f"got {text!r}")
