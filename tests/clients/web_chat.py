"""Voiceflow's web chat, npm's ``@voiceflow/react-chat``, on a page in a headless Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from .base import BOUND, ClientGoneError, Journal
from .fixtures import require_node
from .missing import cannot_run
from .node_client import NodeProcess

PROGRAM: Final = "voiceflow/react-chat.mjs"

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
"""The names that Chromium has on PATH."""

PROJECT: Final = "6939bedf69c7ce5ee7a108ed"
USER: Final = "ada"
VERSION: Final = "production"

PATIENCE: Final = 20.0
"""Seconds for one thing to show on the page; below ``BOUND``, so that the page says what it was."""

SIZE: Final = (480, 760)
"""The width and height of a page, in pixels of CSS."""

ANSWER: Final = ".vfrc-system-response .vfrc-message"
"""A message of the agent."""

SAID: Final = ".vfrc-user-response .vfrc-message"
"""A message of the user."""

BUTTON: Final = ".vfrc-system-response--actions button"
CARD: Final = ".vfrc-card"
CAROUSEL: Final = ".vfrc-carousel"


def find_browser() -> str | None:
    """The path of Chromium."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def require_browser() -> str:
    """Return the path of Chromium; skip the test where there is none, and fail it in CI."""
    require_node()
    browser = find_browser()
    if browser is None:
        cannot_run(
            "the tests of the web chat need Chromium: install Debian's package chromium, or put"
            f" one of {', '.join(BROWSERS)} on the PATH"
        )
    return browser


class WebChat:
    """The chat of one user, on a page with an origin of its own.

    What happens on the page goes to a journal: errors, and requests to other machines, which fail.
    """

    def __init__(
        self, process: NodeProcess, browser: str, url: str, *, user: str = USER, **settings: Any
    ) -> None:
        """``settings`` are further ones that the page passes to the widget."""
        self._node = process
        self._browser = browser
        self._settings: dict[str, Any] = {
            "verify": {"projectID": PROJECT},
            "url": url,
            "userID": user,
            "versionID": VERSION,
            **settings,
        }
        self._name: str | None = None
        self._journal = Journal()

    @property
    def errors(self) -> list[str]:
        """What the page wrote to its console as an error or a warning."""
        return [fields["text"] for name, fields in self._journal.reports() if name == "console"]

    @property
    def elsewhere(self) -> list[str]:
        """The URLs on other machines that the page asked for, in vain."""
        return [fields["url"] for name, fields in self._journal.reports() if name == "elsewhere"]

    async def open(
        self,
        *,
        size: tuple[int, int] = SIZE,
        scale: float = 1,
        pictures: Mapping[str, str] | None = None,
    ) -> None:
        """Load the page and open the chat, which launches a conversation.

        ``scale`` is how many pixels of a screenshot a pixel of CSS has. ``pictures`` are drawings
        (SVG) that show in the place of pictures on other machines, by their URLs.
        """
        self._name = self._node.attach(self._on_report)
        width, height = size
        await self._do(
            "open",
            executable=self._browser,
            settings=self._settings,
            viewport={"width": width, "height": height},
            scale=scale,
            pictures=dict(pictures or {}),
            patience=PATIENCE * 1000,
        )

    async def reload(self) -> None:
        """Load the page anew, as its user may do."""
        await self._do("reload", settings=self._settings)

    async def say(self, text: str) -> None:
        """Type a text and send it."""
        await self._do("type", selector=".vfrc-chat-input textarea", text=text)

    async def press(self, button: str, *, within: str = BUTTON) -> None:
        """Press a button, as soon as it is there."""
        await self._do("click", selector=within, text=button)

    async def wait_for(self, selector: str, text: str = "", *, state: str = "visible") -> None:
        """Wait until something shows that has this text in it."""
        await self._do("wait", selector=selector, text=text, state=state)

    async def texts(self, selector: str) -> list[str]:
        """The texts of all elements of a kind, as they are seen."""
        texts: list[str] = await self._do("texts", selector=selector)
        return texts

    async def pictures(self, selector: str) -> list[str]:
        """The URLs of the pictures that show in elements of a kind."""
        pictures: list[str] = await self._do("pictures", selector=selector)
        return pictures

    async def wait_for_call(self, method: str, path: str) -> None:
        """Wait for the answer to a call, and be sure that it is a good one."""
        while True:
            _, call = await self._journal.report("http", bound=BOUND)
            if (call["method"], call["path"]) == (method, path):
                assert call["status"] in range(200, 300), call
                return

    async def screenshot(self, path: Path) -> None:
        """Write a picture of the page."""
        await self._do("screenshot", path=str(path))

    async def close(self) -> None:
        """Close the page."""
        if self._name is None:
            return
        name, self._name = self._name, None
        try:
            await self._node.request("forget", socket=name)
        finally:
            self._node.detach(name)

    async def _do(self, command: str, **fields: Any) -> Any:
        if self._name is None:
            raise ClientGoneError(f"{command} on a chat that is not open")
        return await self._node.request(command, socket=self._name, **fields)

    def _on_report(self, name: str, fields: dict[str, Any]) -> None:
        if name == "gone":
            self._name = None
            self._journal.fail(ClientGoneError(fields["message"]))
            return
        self._journal.add_report(name, **fields)


assert PATIENCE < BOUND
