"""The fields of payloads that may be anything."""

from __future__ import annotations

import pytest

from vfmock.checks.payload_fields import text_of, value_of
from vfmock.types import JSON


@pytest.mark.parametrize("payload", [None, 7, "key", ["key"], {}, {"other": 1}, {"key": None}])
def test_a_missing_field_has_no_value(payload: JSON) -> None:
    assert value_of(payload, "key") is None
    assert text_of(payload, "key") is None


@pytest.mark.parametrize("value", [0, False, "", [], {}])
def test_a_value_may_be_anything_and_a_text_is_a_string(value: JSON) -> None:
    assert value_of({"key": value}, "key") == value
    assert text_of({"key": value}, "key") is None


def test_a_text_is_taken_as_it_is() -> None:
    assert text_of({"key": " x "}, "key") == " x "
