"""The check of a live server: first whether it is there, then each of its surfaces."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress

from vfmock.checks.conformance import Ledger
from vfmock.checks.counts import counted
from vfmock.checks.findings import Checked, Finding
from vfmock.checks.probe.base import PROBES
from vfmock.checks.probe.plan import SOCKET, Plan, split_url


async def check_server(plan: Plan, surfaces: Sequence[str] = (SOCKET,)) -> list[Checked]:
    """Try the surfaces of a live server, one after the other. Return the outcome of each.

    Raises:
        UnknownName: there is no such surface.
    """
    probes = {surface: PROBES[surface] for surface in surfaces}
    problem = await _reach(plan)
    if problem:
        unreachable = Finding(rule="server.unreachable", message=problem)
        return [Checked(name=plan.url, amount="nothing tried", findings=(unreachable,))]
    found = []
    for surface, probe in probes.items():
        ledger = Ledger(*plan.secrets(), points=probe.points)
        went = await probe(plan, ledger).go()
        checked = Checked(
            name=plan.url if surface == SOCKET else f"{plan.url} ({surface})",
            amount=f"{counted(len(probe.points), 'point')} {went.amount}",
            findings=went.findings,
            points=ledger.verdicts(),
        )
        found.append(checked)
    return found


async def _reach(plan: Plan) -> str:
    """Open a bare connection. Return why this failed, or nothing."""
    host, port = split_url(plan.url)
    try:
        async with asyncio.timeout(plan.patience):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        problem = f"no answer within {plan.patience:g} s"
    except OSError as error:
        known = error.errno is not None and error.errno > 0
        problem = os.strerror(error.errno or 0) if known else error.strerror or str(error)
    else:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        return ""
    return f"can't be reached: tried {host} port {port}: {problem}"
