"""What the clients report of every fault, and what the wire carries, on every transport."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.base import TransportMode
from tests.clients.fixtures import ClientFactory
from tests.wire.faults.meetings import BY_HAND, Meeting, cases_of
from tests.wire.faults.reports import GROUPS, REPORTS
from tests.wire.faults.talk import case, everywhere
from vfmock import MockServer
from vfmock.core.faults import FAULTS


def test_every_fault_of_clients_has_a_report_in_the_table_of_its_group() -> None:
    told = {name: group for group, reports in GROUPS.items() for name in reports}
    wanted = {name: cls.__module__.split(".")[-2] for name, cls in FAULTS.items()}
    assert told == {
        name: group for name, group in wanted.items() if group not in ("webhook", "http")
    }


@pytest.mark.parametrize(
    "fault",
    [pytest.param(name, marks=[pytest.mark.slow] * one.slow) for name, one in REPORTS.items()],
)
async def test_a_fault(
    make_server: Callable[..., MockServer], make_client: ClientFactory, fault: str
) -> None:
    """With each client on each transport, all at once."""

    async def meet(kind: Any, way: TransportMode) -> tuple[str, list[str]]:
        meeting = Meeting(make_server, make_client, fault, kind, way)
        return await (meeting.shown() if kind == BY_HAND else meeting.outcome())

    report = REPORTS[fault]
    assert await everywhere(meet, cases_of(fault)) == {
        case(kind, way): (report.of(kind).on(way), report.notes_on(fault, way))
        for kind, way in cases_of(fault)
    }
