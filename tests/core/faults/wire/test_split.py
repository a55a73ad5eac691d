"""``split``."""

from __future__ import annotations

import pytest

from vfmock.core.faults.base import WriteShape
from vfmock.core.faults.wire.split import Split
from vfmock.errors import ScenarioError


def test_messages_come_in_pieces_of_the_given_size() -> None:
    assert Split().shape == WriteShape(pieces=16, frames=True)
    assert Split(3).shape == WriteShape(pieces=3, frames=True)


def test_a_piece_has_at_least_one_byte() -> None:
    with pytest.raises(ScenarioError) as raised:
        Split(0)
    assert str(raised.value) == "a piece has 1 byte or more, not 0"
