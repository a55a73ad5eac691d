"""What a client of the probe reads, and what it asks for."""

from __future__ import annotations

import pytest

from vfmock.checks.probe.http.calls import parsed


@pytest.mark.parametrize("text", ["NaN", '{"a": [Infinity]}', "[" * 100_000, "{", ""])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parsed(text)


def test_json_is_read() -> None:
    assert parsed('{"a": [1.5, null]}') == {"a": [1.5, None]}
