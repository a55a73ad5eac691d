"""``vfmock demo``: a conversation with the bundled support agent, over the real protocol."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import click
from rich.console import Console

from vfmock.cli.client import ChatClient
from vfmock.cli.errors import ClientError
from vfmock.cli.screen import Screen
from vfmock.server import MockServer
from vfmock.types import JSONObject

PRESS = "press"
SAY = "say"
COME_BACK = "come back"

MOVES = (
    (PRESS, "Track an order"),
    (SAY, "10042"),
    (COME_BACK, ""),
    (SAY, "it arrived broken, I want to complain"),
    (SAY, "one leg of the desk is cracked"),
    (PRESS, "That's all"),
    (SAY, "5"),
)
"""What the user of the demo does, until the agent ends the conversation."""


@click.command
@click.option("--events", is_flag=True, help="show the events of the protocol as they pass")
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="also draw what was shown into this file",
)
def command(events: bool, svg: Path | None) -> None:
    """Serve the bundled support agent and talk to it, visibly.

    A real Socket.IO client connects, makes a session, presses buttons, loses its connection, comes
    back with its session key, and talks until the agent ends the conversation. Exit code 0 says
    that all of it happened.
    """
    if svg is not None and not svg.parent.is_dir():
        raise click.BadParameter(f"there is no folder {str(svg.parent)!r}", param_hint="--svg")
    console = Console(highlight=False, record=svg is not None, width=100 if svg else None)
    screen = Screen(console, events=events)
    try:
        with MockServer("support") as server:
            reason = asyncio.run(_play(server, screen))
    except ClientError as error:
        screen.problem(str(error))
        sys.exit(1)
    screen.note(f"session ended: {reason}")
    if svg is not None:
        drawn = console.export_svg(title="vfmock demo")
        # Rich would load a font over the network; whoever looks has a monospaced one.
        svg.write_text(
            re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL), encoding="utf-8"
        )


async def _play(server: MockServer, screen: Screen) -> str:
    client = ChatClient(
        url=server.url, user="demo", config={"completionEvents": True}, watch=screen.event
    )
    screen.note(f"vfmock serves {server.scenario.name!r} at {server.url}")
    await client.open()
    screen.note(f"connected over {client.transport}; the session key is a JWT of its own")
    await _turn(client, screen, {"type": "launch", "payload": {}})
    for move, what in MOVES:
        if client.ended is not None:
            break
        if move == COME_BACK:
            await _come_back(client, screen)
        else:
            screen.user(what if move == SAY else f"[{what}]")
            await _turn(client, screen, _action(move, what, screen.buttons))
    await client.close()
    if client.ended is None:
        raise ClientError("the agent did not end the conversation")
    return client.ended


async def _come_back(client: ChatClient, screen: Screen) -> None:
    """Lose the connection, and resume the session with its key."""
    await client.close()
    screen.note("the connection is gone … and comes back with the session key")
    if await client.open():
        raise ClientError("the session was not resumed")


async def _turn(client: ChatClient, screen: Screen, action: JSONObject) -> None:
    screen.new_turn()
    async for trace in client.act(action):
        screen.trace(trace)


def _action(move: str, what: str, buttons: list[JSONObject]) -> JSONObject:
    if move == SAY:
        return {"type": "text", "payload": what}
    for button in buttons:
        if button["name"] == what:
            request: JSONObject = button["request"]
            return request
    raise ClientError(f"there is no button {what!r}")
