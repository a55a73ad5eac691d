"""``vfmock serve``: the mock in place of the real host, until it is interrupted."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Any

import click

from vfmock.cli.options import settings_options
from vfmock.cli.recording import journal_option, recorded
from vfmock.cli.signals import handled
from vfmock.core.conversation import ARROWS, describe
from vfmock.core.journal import Entry
from vfmock.server import MockServer


@click.command
@click.argument("scenario", required=False, envvar="VFMOCK_SCENARIO")
@click.option("--events", is_flag=True, help="show every event as it passes")
@journal_option
@settings_options("scenario", port="3000", restart_grace="5s")
def command(
    scenario: str | None,
    events: bool,
    journal_file: str | None,
    journal_secrets: bool,
    **settings: Any,
) -> None:
    """Serve SCENARIO: a YAML or JSON file, or the name of a bundled agent (support, voice).

    Without one, it echoes what users say. Give the URL that it prints to your client. SIGTERM sends
    clients away with server.restart and gives what runs the restart grace; SIGINT ends it at once.
    """
    given = {name: value for name, value in settings.items() if value is not None}
    if scenario is None:
        given.setdefault("fallback", "echo")
    server = MockServer(scenario, **given)
    with recorded(journal_file, server.journal, secrets=journal_secrets):
        asyncio.run(_serve(server, events))


async def _serve(server: MockServer, events: bool) -> None:
    stopped = asyncio.Event()
    drained = asyncio.Event()

    def end(number: int) -> None:
        if number == signal.SIGINT or drained.is_set():  # another SIGTERM does not wait for clients
            stopped.set()
        drained.set()

    def show(entry: Entry) -> None:
        try:
            click.echo(f"{entry.connection:>4} {ARROWS[entry.direction]} {describe(entry)}")
        except OSError:  # whoever read the events is gone
            stopped.set()

    if events:
        server.journal.watch(show)
    with handled(end):
        await _serve_until(server, stopped, drained)
    with suppress(OSError):
        click.echo("vfmock stopped")


async def _serve_until(server: MockServer, stopped: asyncio.Event, drained: asyncio.Event) -> None:
    async with server:
        urls = " and ".join(instance.url for instance in server.instances)
        click.echo(f"vfmock serves {server.scenario.name!r} at {urls}")
        click.echo(f"  io({server.url!r}, {{ path: {server.path!r} }})")
        click.echo(f"  seed {server.seed}; talk to it: vfmock chat {server.url}")
        await _first(stopped, drained)
        if not stopped.is_set():
            draining = asyncio.ensure_future(server.drain())
            await _first(stopped, draining)
            draining.cancel()


async def _first(*awaited: asyncio.Event | asyncio.Future[None]) -> None:
    """Wait for the first of these, and let the others be."""
    waits = [
        asyncio.ensure_future(one.wait() if isinstance(one, asyncio.Event) else asyncio.shield(one))
        for one in awaited
    ]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
