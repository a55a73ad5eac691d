"""What Voiceflow's own client makes of the faults, in the web chat's dialect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.fixtures import require_node
from tests.clients.node_client import NodeProcess
from tests.clients.runtime_client import RuntimeClient
from tests.wire.faults.meetings import HEARTBEAT
from tests.wire.faults.reports import GROUPS
from tests.wire.faults.talk import agent
from tests.wire.faults.words import notes_of
from tests.wire.voiceflow.fault_life import IN_ITS_OWN_TIME, life
from tests.wire.voiceflow.reports import REPORTS, UNHEARD
from vfmock import MockServer

SAME_ON_ANY_DIALECT = "wire"
"""The group of faults that change how bytes travel, whatever they say."""


def test_every_fault_of_clients_is_here_but_those_of_the_wire() -> None:
    groups = {group: set(faults) for group, faults in GROUPS.items()}
    del groups[SAME_ON_ANY_DIALECT]
    assert set(REPORTS) == set().union(*groups.values())
    assert set(UNHEARD) <= set(REPORTS)


@pytest.mark.parametrize(
    "fault",
    [pytest.param(one, marks=[pytest.mark.slow] * (one in IN_ITS_OWN_TIME)) for one in REPORTS],
)
async def test_a_fault(
    make_server: Callable[..., MockServer], runtime_process: NodeProcess, fault: str
) -> None:
    require_node()
    options: dict[str, Any] = HEARTBEAT if fault in IN_ITS_OWN_TIME else {}
    server = agent(make_server, clock="mock", autojump=True, autojump_quiet=0.05, **options)
    client = RuntimeClient(runtime_process, server.url)
    try:
        assert await life(client, server, fault) == REPORTS[fault]
    finally:
        await client.hurry(1)
        await client.close()
    kinds = {note.partition(":")[0] for note in notes_of(server, fault)}
    spared = {"polling blocked", "upgrade failure"}  # this client begins with websocket
    if fault in UNHEARD:
        assert "fault_missed" in kinds
        assert "fault" not in kinds
    elif fault not in spared:
        assert "fault" in kinds
