"""``docs/faults.md``, "Reports over HTTP": what clients of calls over HTTP report of each fault."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from tests.docs.pages import DOCS
from tests.wire.http.outcomes import AS_EVER, CLIENTS, given_to, outcome
from vfmock.core.faults import FAULTS
from vfmock.core.faults.base import WebhookFault

pytestmark = pytest.mark.slow

SECTION = (DOCS / "faults.md").read_text(encoding="utf-8").split("\n## Reports over HTTP\n")[1]
SECTION = SECTION.split("\n## ")[0]

ROWS = {
    re.match(r"`([^`]+)`", cells[0]).group(1): cells  # type: ignore[union-attr]
    for row in re.findall(r"^\| (`.*) \|$", SECTION, re.MULTILINE)
    if len(cells := row.split(" | ")) == 1 + len(CLIENTS)
}
"""The cells of the table, by the name of the fault."""

_LISTED = " ".join(SECTION.split()).split("change nothing over HTTP: ")[1].split("`. ")[0]

OTHERS = set(re.findall(r"`([^`]+)`", f"{_LISTED}`"))
"""The faults of which the page says that they change nothing."""


def shown(fault: str, outcomes: list[str]) -> str:
    """The row of a fault as the page has to have it."""
    given = given_to(fault)
    name = f"`{fault}`" + ("" if given is None else f" with `{json.dumps(given)}`")
    return f"| {' | '.join([name, *(f'`{one}`' for one in outcomes)])} |"


def test_every_fault_of_clients_is_in_the_table_or_changes_nothing() -> None:
    of_clients = {name for name, cls in FAULTS.items() if not issubclass(cls, WebhookFault)}
    assert set(ROWS) | OTHERS == of_clients
    assert set(ROWS) & OTHERS == set()


@pytest.mark.parametrize("fault", ROWS)
async def test_clients_report_a_fault_as_the_page_says(fault: str) -> None:
    outcomes = await asyncio.gather(*(outcome(fault, client) for client in CLIENTS))
    assert shown(fault, outcomes) in SECTION


@pytest.mark.parametrize("fault", sorted(OTHERS))
async def test_some_faults_change_nothing(fault: str) -> None:
    for client in ("httpx", "httpx-sse"):
        path, _ = CLIENTS[client]
        assert await outcome(fault, client) == AS_EVER[path]
