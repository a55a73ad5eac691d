"""``vfmock serve``: the mock in place of the real host, until it is interrupted."""

from __future__ import annotations

import asyncio
import secrets
import shlex
import signal
from contextlib import suppress
from typing import Any

import click

from vfmock.cli.options import settings_options
from vfmock.cli.recording import journal_option, recorded
from vfmock.cli.signals import handled
from vfmock.core.conversation import ARROWS, describe
from vfmock.core.effects import ActionStatus
from vfmock.core.journal import Direction, Entry, Wanted
from vfmock.server import MockServer
from vfmock.server.instances import url_of
from vfmock.server.loops import run
from vfmock.settings import Settings
from vfmock.transports.admin import is_loopback
from vfmock.transports.widget import PATH as WIDGET

PROBLEMS = frozenset({"mismatch", "overflow", "scenario_error", "violation", "internal_error"})
"""The kinds of notes that are shown without being asked for. Refused clients are in the log."""


@click.command
@click.argument("scenario", required=False, envvar="VFMOCK_SCENARIO")
@click.option("--events", is_flag=True, help="show every event as it passes")
@click.option(
    "--quiet",
    is_flag=True,
    help="show no events at all; by default rejections, mismatches and errors of the scenario are"
    " shown",
)
@journal_option
@settings_options("scenario", port="3000", restart_grace="5s")
def command(
    scenario: str | None,
    events: bool,
    quiet: bool,
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
    drawn = None
    if "admin_token" not in given and not is_loopback(given.get("host", Settings.host)):
        drawn = given["admin_token"] = secrets.token_urlsafe(16)
    server = MockServer(scenario, **given)
    is_shown = None if events else _never if quiet else is_problem
    with recorded(journal_file, server.journal, secrets=journal_secrets):
        run(_serve(server, is_shown, drawn))


def is_problem(direction: Direction, name: str, item: object) -> bool:
    """Whether an entry is of interest also to somebody who did not ask for events."""
    if direction == "note":
        return name in PROBLEMS
    return isinstance(item, ActionStatus) and item.status == "rejected"


def _never(direction: Direction, name: str, item: object) -> bool:
    return False


async def _serve(server: MockServer, is_shown: Wanted | None, drawn: str | None) -> None:
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

    server.journal.watch(show, is_shown)
    with handled(end):
        await _serve_until(server, drawn, stopped, drained)
    with suppress(OSError):
        click.echo("vfmock stopped")


async def _serve_until(
    server: MockServer, drawn: str | None, stopped: asyncio.Event, drained: asyncio.Event
) -> None:
    async with server:
        urls = " and ".join(instance.url for instance in server.instances)
        click.echo(f"vfmock serves {server.scenario.name!r} at {urls}")
        click.echo(f"  io({server.url!r}, {{ path: {server.path!r} }})")
        first = server.instances[0]
        plain = url_of(first.host, first.port)
        click.echo(f"  seed {server.seed}; talk to it: vfmock chat {plain}")
        if server.settings.widget:
            click.echo(f"  chat in a browser: {server.url}{WIDGET}")
        if drawn is not None:
            click.echo(f"  admin API from other machines: 'Authorization: Bearer {drawn}'")
        if server.settings.tls:
            _show_variables(server)
        await _first(stopped, drained)
        if not stopped.is_set():
            draining = asyncio.ensure_future(server.drain())
            await _first(stopped, draining)
            draining.cancel()


def _show_variables(server: MockServer) -> None:
    """Show what a user pastes into the shell of a program, in the shape of the shell."""
    click.echo(f"  certificate authority: {server.ca_file}")
    click.echo("  for a program with the host compiled in:")
    for name, value in server.proxy_variables.items():
        click.echo(f"export {name}={shlex.quote(value)}")


async def _first(*awaited: asyncio.Event | asyncio.Future[None]) -> None:
    """Wait for the first of these, and let the others be."""
    waits = [
        asyncio.ensure_future(one.wait() if isinstance(one, asyncio.Event) else asyncio.shield(one))
        for one in awaited
    ]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
