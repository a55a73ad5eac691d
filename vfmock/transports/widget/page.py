"""The routes of the page: its files, and the bundle of the user."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Self

from aiohttp import web

from vfmock.errors import ServerError
from vfmock.resources import files
from vfmock.settings import Settings
from vfmock.transports.widget.bundle import Bundle

PATH = "/__vfmock/widget"
"""Where the page is. It is at ``/`` too."""

FOLDER = "transports/widget/pages"

CHAT = "chat.html"
"""The page with the chat that ships with vfmock."""

BUNDLED = "voiceflow.html"
"""The page that starts Voiceflow's widget."""

BUNDLE = "bundle.mjs"
"""The name that the bundle of the user has for the page."""

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
}

BASES = {"/": "__vfmock/widget/", PATH: "widget/", f"{PATH}/": "./"}
"""The paths of the page, and where its files are seen from there. Both may be behind a prefix."""

_BASE = '<base href="{}">'

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:;"
    " img-src * data:; media-src * data:; base-uri 'self'; form-action 'none'"
)
"""What the chat may do. Whatever an agent says, it is no program."""


class Page:
    """The page with its files, in memory. ``bundle`` is Voiceflow's widget, if there is one."""

    def __init__(self, bundle: Bundle | None = None) -> None:
        self._bundle = bundle
        self._files = {name: file.read_bytes() for name, file in files(FOLDER, "")}

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The page that is wanted; ``None``: none is.

        Raises:
            ServerError: there is no such bundle.
        """
        if not settings.widget:
            return None
        path = settings.widget_bundle
        return cls(None if path is None else Bundle.at(path))

    def attach(self, app: web.Application) -> None:
        """Add the routes. They are whole paths, so that they hide no call of the admin API."""
        first = CHAT if self._bundle is None else BUNDLED
        for path, base in BASES.items():
            app.router.add_get(path, partial(self._show, first, base))
        for name in self._files:
            if name != BUNDLED or self._bundle is not None:
                app.router.add_get(f"{PATH}/{name}", partial(self._show, name, "./"))
        if self._bundle is not None:
            app.router.add_get(f"{PATH}/{BUNDLE}", partial(_show_bundle, self._bundle))

    async def _show(self, name: str, base: str, request: web.Request) -> web.Response:
        """A file. A page also says where it finds the others."""
        content = self._files[name]
        if name.endswith(".html"):
            content = content.replace(_BASE.format("./").encode(), _BASE.format(base).encode(), 1)
        policy = {"Content-Security-Policy": POLICY} if name == CHAT else {}
        return _answer(name, content, policy)


async def _show_bundle(bundle: Bundle, request: web.Request) -> web.Response:
    """The bundle as it is now."""
    try:
        return _answer(BUNDLE, bundle.read(), {})
    except ServerError as error:
        return web.Response(status=404, text=str(error), headers={"Cache-Control": "no-store"})


def _answer(name: str, content: bytes, headers: Mapping[str, str]) -> web.Response:
    return web.Response(
        body=content,
        content_type=TYPES[PurePosixPath(name).suffix],
        charset="utf-8",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **headers},
    )
