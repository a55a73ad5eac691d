"""``close code``."""

from __future__ import annotations

import pytest

from vfmock.core.faults.connection.close_code import CloseCode
from vfmock.core.faults.transport_fault import CloseTransport
from vfmock.errors import ScenarioError


def test_the_frame_has_the_code_and_the_reason() -> None:
    assert CloseCode().transport_fault() == CloseTransport(1011, "")
    assert CloseCode(4000, "bye").transport_fault() == CloseTransport(4000, "bye")


@pytest.mark.parametrize("code", [1000, 1003, 1007, 1014, 3000, 4999])
def test_a_code_that_a_close_frame_may_carry_is_taken(code: int) -> None:
    assert CloseCode(code).transport_fault().code == code


@pytest.mark.parametrize("code", [999, 1004, 1005, 1006, 1015, 2999, 5000])
def test_a_code_that_a_close_frame_may_not_carry_is_refused(code: int) -> None:
    with pytest.raises(ScenarioError) as raised:
        CloseCode(code)
    problem = "a close code is 1000 to 1014 (not 1004, 1005, 1006) or 3000 to 4999"
    assert str(raised.value) == f"{problem}, not {code}"


def test_the_reason_fits_into_a_control_frame() -> None:
    assert CloseCode(reason="x" * 123).reason
    with pytest.raises(ScenarioError) as raised:
        CloseCode(reason="x" * 122 + "é")
    assert str(raised.value) == "the reason of a close code has 123 bytes at the most"
