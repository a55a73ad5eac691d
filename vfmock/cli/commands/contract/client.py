"""``vfmock contract client``: does a client keep to the protocol? Runs it against the mock."""

from __future__ import annotations

import asyncio
import os
import shlex
import tempfile
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import click

from vfmock.checks.client import CLIENT_RULES, ClientCheck, Ending
from vfmock.checks.findings import Checked
from vfmock.checks.lifecycle import RULES
from vfmock.cli import process
from vfmock.cli.options import duration_option, settings_options
from vfmock.cli.recording import journal_option, recorded
from vfmock.cli.reporting import format_option, show
from vfmock.cli.signals import handled
from vfmock.contract import load_contract
from vfmock.core.faults.wire.latency import Latency
from vfmock.core.journal import Entry
from vfmock.core.steps.pause import pause
from vfmock.core.steps.restart import restart
from vfmock.errors import nearest
from vfmock.server import MockServer
from vfmock.types import Duration

SETTLE = 0.5
"""Real seconds for the connections of a client that has ended to close: one that polls is not seen
to be gone."""

LONG = 3600.0
"""Seconds that the action which a restart interrupts would take."""


def _known_rules(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what is the name of no rule."""
    known = [*CLIENT_RULES, *RULES]
    for name in given:
        if name not in known:
            near = nearest(name, known)
            hint = f", did you mean {near!r}" if near else ""
            raise click.BadParameter(f"no rule {name!r}{hint}")
    return given


@click.command(context_settings={"allow_interspersed_args": False})
@click.argument("words", metavar="-- COMMAND [ARG]...", nargs=-1, required=True)
@duration_option("--timeout", "60s", "end a command that runs longer")
@duration_option(
    "--patience",
    "5s",
    "real seconds to come back after a restart, and to report silence beyond its timeout",
)
@duration_option(
    "--latency",
    "20ms",
    "real seconds that each answer takes, so that a client which does not wait for it is seen",
)
@click.option("--restart", is_flag=True, help="the same as --restart-at 2")
@click.option(
    "--restart-at",
    type=click.IntRange(1),
    metavar="N",
    help="send server.restart while the N-th accepted action runs",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE",
    callback=_known_rules,
    help="report no findings of this rule; again for another",
)
@journal_option
@format_option
@settings_options("journal_limit")
def command(
    words: tuple[str, ...],
    timeout: float,
    patience: float,
    latency: float,
    restart: bool,
    restart_at: int | None,
    journal_file: str | None,
    journal_secrets: bool,
    ignore: tuple[str, ...],
    report_format: str,
    **settings: Any,
) -> None:
    """Check a client: run its command against the mock, and report what it does wrong.

    COMMAND finds the server in the variables VFMOCK_URL and VFMOCK_SOCKET_PATH, or in place of
    {url} in its arguments. Its output goes to standard error. Without a scenario the mock echoes
    what users say.
    """
    process.find(words[0])
    given = {name: value for name, value in settings.items() if value is not None}
    if given.get("scenario") is None:
        given.setdefault("fallback", "echo")
    server = MockServer(**given)
    file = journal_file or _new_file()
    check = ClientCheck(load_contract(), file, patience, ignore)
    checked: Checked | None = None
    try:
        with recorded(file, server.journal, secrets=journal_secrets):
            at = restart_at or (2 if restart else None)
            checked = asyncio.run(_run(server, check, words, timeout, latency, at))
            show("contract.client", [checked], report_format)
    finally:
        if journal_file is None and (checked is None or not _names(checked, file)):
            Path(file).unlink()


def _new_file() -> str:
    """A file for the journal, for findings to name its lines."""
    number, file = tempfile.mkstemp(prefix="vfmock-journal-", suffix=".jsonl")
    os.close(number)
    return file


def _names(checked: Checked, file: str) -> bool:
    """Whether a finding names a line of this file."""
    return any(finding.file == file for finding in checked.findings)


async def _run(
    server: MockServer,
    check: ClientCheck,
    words: tuple[str, ...],
    limit: float,
    latency: float,
    at: int | None,
) -> Checked:
    """Serve, and run the command until it ends; return what came of it."""
    loop = asyncio.get_running_loop()
    interrupted = asyncio.Event()
    signals: list[int] = []

    def interrupt(number: int) -> None:
        signals.append(number)
        interrupted.set()

    changed = asyncio.Event()

    def watch(entry: Entry) -> None:
        check.feed(entry, loop.time())
        changed.set()

    server.journal.watch(watch)
    if at is not None:
        _restart_at(server, check, at)
    async with AsyncExitStack() as stack:
        stack.enter_context(handled(interrupt))
        await stack.enter_async_context(server)
        url = server.url
        if latency and server.settings.clock == "real":
            seconds = latency * server.settings.time_scale
            server.faults.add(Latency(fixed=Duration(seconds)), times="always")
        variables = {"VFMOCK_URL": url, "VFMOCK_SOCKET_PATH": server.path}
        if server.settings.tls:
            variables |= server.proxy_variables
        code = await process.run(
            [word.replace("{url}", url) for word in words],
            {**os.environ, **variables},
            limit,
            interrupted,
        )
        now = loop.time()
        await _settle(check, changed)
        if signals:
            click.echo("vfmock: interrupted", err=True)
            raise click.exceptions.Exit(128 + signals[0])
    return Checked(
        name=shlex.join(words),
        amount=check.amount,
        findings=tuple(check.finish(Ending(code=code, timeout=limit, restart_at=at), now)),
        exempt=check.exempt,
    )


def _restart_at(server: MockServer, check: ClientCheck, at: int) -> None:
    """Restart while the action of that number runs, so that there is one to replay.

    A rule above all others takes the action: answers come at once otherwise, and nothing would be
    in flight.
    """
    rule = server.on(lambda action: check.accepted == at - 1).named("--restart-at").times(1)
    rule.reply(restart(server.settings.restart_grace), pause(LONG))


async def _settle(check: ClientCheck, changed: asyncio.Event) -> None:
    """Wait for the last words of a client that has ended."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLE):
            while check.is_connected:
                changed.clear()
                await changed.wait()
