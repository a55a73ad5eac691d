"""Draws docs/webchat.png: Voiceflow's own web chat, talking to ``vfmock serve support``.

``.venv/bin/python -m tools.web_chat_picture`` makes it anew, in a headless Chromium. The font of
the web chat is Open Sans, Debian's package fonts-open-sans; without it the picture has another.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Final

from tests.clients.node_client import NodeProcess
from tests.clients.web_chat import ANSWER, BUTTON, CARD, PROGRAM, WebChat, find_browser
from vfmock import MockServer

FILE: Final = Path(__file__).parents[1] / "docs" / "webchat.png"

MOST_BYTES: Final = 150_000
"""What the picture may take in the repository."""

SIZE: Final = (440, 860)
SCALE: Final = 1.5

_FRAME: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="300">'
    '<path d="M0 0h500v300H0z" fill="#e9e2d3"/><path d="M0 240h500v60H0z" fill="#d8cdb6"/>{}</svg>'
)

PICTURES: Final = {
    "https://shop.harborandpine.example/img/oak-desk.jpg": _FRAME.format(
        '<path d="M90 130h320v18H90zM110 148h14v104h-14zM376 148h14v104h-14zM280 148h96v44h-96z"'
        ' fill="#8a5a33"/><circle cx="328" cy="170" r="4" fill="#e9e2d3"/>'
    ),
    "https://shop.harborandpine.example/img/pine-lamp.jpg": _FRAME.format(
        '<path d="M210 70h80l30 70H180zM245 140h10v104h-10zM215 244h70v8h-70z" fill="#b98b5a"/>'
    ),
}
"""What the shop of the scenario shows. Its host does not exist, so these are drawn here."""


async def draw(path: Path, process: NodeProcess, browser: str) -> None:
    """Have a conversation, and write a picture of its end."""
    with MockServer("support") as server:
        chat = WebChat(process, browser, server.url)
        try:
            await chat.open(size=SIZE, scale=SCALE, pictures=PICTURES)
            await chat.press("Return an item")
            await chat.press("Oak desk", within=f"{CARD} button")
            await chat.wait_for(ANSWER, "What is the matter")
            await chat.wait_for(BUTTON, "Read the return policy")
            await chat.screenshot(path)
        finally:
            await chat.close()


def main() -> int:
    """Draw the picture; return the exit code."""
    browser = find_browser()
    if browser is None:
        print("a picture needs Chromium: run `python3 dev.py setup`", file=sys.stderr)
        return 1
    process = NodeProcess(PROGRAM)
    try:
        asyncio.run(draw(FILE, process, browser))
    finally:
        process.close()
    size = FILE.stat().st_size
    print(f"drew {FILE.name}: {size} bytes, at most {MOST_BYTES} are wanted")
    return 0 if size <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
