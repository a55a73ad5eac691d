"""``wrong content type``."""

from __future__ import annotations

import pytest

from tests.core.faults.http.parts import whole
from vfmock.core.faults.http.wrong_content_type import WrongContentType
from vfmock.errors import ScenarioError


def test_only_the_header_is_wrong() -> None:
    assert WrongContentType().content_type() == "text/html"
    assert WrongContentType("text/plain").content_type() == "text/plain"
    assert WrongContentType().change(whole()) == whole()


def test_a_type_is_a_text() -> None:
    with pytest.raises(ScenarioError):
        WrongContentType(1)  # type: ignore[arg-type]
