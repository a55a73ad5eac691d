"""``slow first byte``."""

from __future__ import annotations

import pytest

from tests.core.faults.http.parts import whole
from vfmock.core.faults.http.slow_first_byte import SlowFirstByte
from vfmock.errors import ScenarioError
from vfmock.types import Duration


def test_the_answer_is_late_and_whole() -> None:
    assert SlowFirstByte(Duration(2)).delay() == 2
    assert SlowFirstByte().change(whole()) == whole()


def test_a_delay_is_more_than_nothing() -> None:
    with pytest.raises(ScenarioError):
        SlowFirstByte(Duration(0))
