"""``vfmock chat``: talk to a server from the terminal."""

from __future__ import annotations

import asyncio
import sys
import threading
from contextlib import suppress
from typing import Any

import click

from vfmock.cli.errors import ClientError, RejectedError
from vfmock.cli.screen import COMMANDS, QUIT, Screen, typed
from vfmock.cli.surfaces import SURFACES, Caller, Surface
from vfmock.types import JSONObject

HELP = f"a number presses a button; {', '.join(COMMANDS)}; {QUIT} or Ctrl-D leaves"


@click.command
@click.argument("url", default="http://127.0.0.1:3000")
@click.option(
    "--surface",
    type=click.Choice(list(SURFACES)),
    default="socket",
    show_default=True,
    help="which calls to talk over",
)
@click.option("--events", is_flag=True, help="show the events as they pass")
@click.option("--user", default="vfmock-chat", show_default=True, help="userID")
@click.option("--project", show_default="vfmock", help="projectID")
@click.option("--environment", help="environmentID, version or alias")
@click.option(
    "--key",
    "--authorization",
    "key",
    envvar="VFMOCK_AUTHORIZATION",
    help="project API key, or bearer token; over HTTP by default one that the mock accepts",
)
@click.option("--session-key", help="resume the session of this key")
@click.option("--completions", is_flag=True, help="ask for LLM answers in chunks")
@click.option("--audio", is_flag=True, help="ask for TTS audio chunks")
@click.option("--transport", type=click.Choice(["websocket", "polling"]), help="only this one")
def command(url: str, surface: str, events: bool, **given: Any) -> None:
    """Talk to the runtime at URL, by default a local `vfmock serve`.

    What you type is said; a number presses a button. Silence is reported where the agent asks for
    it.
    """
    screen = Screen(events=events, echo=sys.stdin is None or not sys.stdin.isatty())
    options = {name: value for name, value in given.items() if value not in (None, False)}
    _check(surface, options)
    client = SURFACES[surface](Caller(url=url, watch=screen.event, **options))
    try:
        asyncio.run(_chat(client, screen))
    except ClientError as error:
        screen.problem(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        screen.note("bye")


def _check(surface: str, options: dict[str, Any]) -> None:
    """Refuse options that would have no effect."""
    takes = {"user", *SURFACES[surface].takes}
    for name in options.keys() - takes:
        flags = ", ".join(sorted(f"--{one.replace('_', '-')}" for one in takes))
        raise click.UsageError(
            f"--{name.replace('_', '-')} has no effect over {surface!r}, which takes {flags}"
        )


async def _chat(client: Surface, screen: Screen) -> None:
    new = await client.open()
    screen.note(f"{client.greeting}: {HELP}")
    keyboard = Keyboard(asyncio.get_running_loop())
    try:
        if new:
            await _turn(client, screen, {"type": "launch", "payload": {}})
        while client.ended is None:
            line = await _listen(client, screen, keyboard)
            if line is None or line == QUIT:
                return
            if line:
                await _say(client, screen, line)
        screen.note(f"session ended: {client.ended}")
    finally:
        await client.close()


async def _say(client: Surface, screen: Screen, line: str) -> None:
    """Do what was typed; a mistake in it costs nothing but a line."""
    try:
        action = typed(line, screen.buttons)
    except ValueError as error:
        screen.problem(str(error))
        return
    await _turn(client, screen, action)


async def _turn(client: Surface, screen: Screen, action: JSONObject) -> None:
    """Send an action and show its answer; a rejection costs nothing but a line."""
    try:
        screen.new_turn()
        async for trace in client.act(action):
            screen.trace(trace)
        screen.over()
    except RejectedError as error:
        screen.problem(str(error))


async def _listen(client: Surface, screen: Screen, keyboard: Keyboard) -> str | None:
    """Wait for a line, and show what the agent says meanwhile.

    ``None`` is the end of the input; ``/silence`` comes after the timeout that the agent asked for.
    Where the session ends meanwhile, it is an empty line.
    """
    screen.prompt()
    line = asyncio.ensure_future(keyboard.line())
    heard = asyncio.ensure_future(client.overhear())
    try:
        while True:
            done, _ = await asyncio.wait(
                [line, heard], timeout=screen.no_reply, return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                screen.note("(silence)")
                return "/silence"
            if heard not in done:
                screen.entered(line.result())
                return line.result()
            if _is_over(heard, screen):  # looked at before the line, lest a trace gets lost
                return ""
            screen.prompt()
            heard = asyncio.ensure_future(client.overhear())
    finally:
        line.cancel()
        heard.cancel()


def _is_over(heard: asyncio.Future[JSONObject | None], screen: Screen) -> bool:
    """Show what was overheard; whether it was the end of the session."""
    try:
        trace = heard.result()
    except RejectedError as error:
        screen.problem(str(error))
        return False
    if trace is None:
        return True
    screen.trace(trace)
    return False


class Keyboard:
    """Lines of standard input, read by a thread that does not keep the program from ending."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = loop
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            for line in sys.stdin or ():
                self._put(line.strip())
        finally:
            self._put(None)

    def _put(self, line: str | None) -> None:
        with suppress(RuntimeError):  # the loop is over, and so is the chat
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)

    async def line(self) -> str | None:
        """The next line, without its end; ``None`` is the end of the input."""
        return await self._lines.get()
