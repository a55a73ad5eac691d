"""The tables of reports are complete, and each fault stands in the group that it comes from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.wire.faults import test_connecting, test_connection, test_handshake, test_wire
from tests.wire.faults.reports import GROUPS, shown_by
from vfmock.core.faults import FAULTS

IN_PARTS = {
    "connecting": (test_connecting.AT_ONCE, "test_connecting"),
    "connection": (test_connection.AT_ONCE, "test_a_broken_connection"),
    "handshake": (test_handshake.AT_ONCE, "test_a_handshake"),
    "wire": (test_wire.LATE, "test_what_comes_later"),
}


def test_every_fault_has_its_report() -> None:
    told = {name: group for group, reports in GROUPS.items() for name in reports}
    wanted = {name: cls.__module__.split(".")[-2] for name, cls in FAULTS.items()}
    assert told == wanted


@pytest.mark.parametrize("group", IN_PARTS)
def test_a_fault_is_in_the_test_that_is_named_for_it(group: str) -> None:
    names: Sequence[str]
    names, test = IN_PARTS[group]
    together = [name for name in GROUPS[group] if shown_by(group, name).endswith(f"::{test}")]
    assert together == names


def test_what_is_slow_is_shown_by_the_slow_test() -> None:
    slow = [name for name, report in GROUPS["connection"].items() if report.slow]
    shown = {shown_by("connection", name).partition("::")[2] for name in slow}
    assert shown == {"test_a_connection_without_heartbeats"}
    assert slow == test_connection.SLOW
