"""``http error``."""

from __future__ import annotations

import pytest

from vfmock.core.faults.connect_outcome import Respond
from vfmock.core.faults.connecting.http_error import HttpError
from vfmock.errors import ScenarioError


def test_the_answer_is_a_status() -> None:
    assert HttpError().outcome() == Respond(503, "")
    assert HttpError(429, "slow down", retry_after=7).outcome() == Respond(
        429, "slow down", (("Retry-After", "7"),)
    )


@pytest.mark.parametrize("status", [200, 399, 600])
def test_the_status_must_be_a_failure(status: int) -> None:
    with pytest.raises(ScenarioError) as raised:
        HttpError(status)
    assert str(raised.value) == f"'status' of 'http error' is from 400 to 599, not {status}"


@pytest.mark.parametrize("status", [400, 599])
def test_the_lowest_and_the_highest_failure_are_taken(status: int) -> None:
    assert HttpError(status).outcome().status == status
