"""Waits for what a server writes into its journal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vfmock import MockServer
from vfmock.core.journal import Entry

BOUND = 20.0
"""Seconds after which a wait counts as hanging."""


async def entered(server: MockServer, wanted: Callable[[Entry], bool], times: int = 1) -> None:
    """Wait until the journal has so many of such entries."""
    loop = asyncio.get_running_loop()
    more = asyncio.Event()

    def look(entry: Entry) -> None:
        if wanted(entry):
            loop.call_soon_threadsafe(more.set)

    server.journal.watch(look)
    while sum(map(wanted, server.journal)) < times:
        await asyncio.wait_for(more.wait(), BOUND)
        more.clear()


async def noted(server: MockServer, name: str) -> None:
    """Wait until the journal has a note of that kind."""
    await entered(server, lambda entry: entry.direction == "note" and entry.name == name)
