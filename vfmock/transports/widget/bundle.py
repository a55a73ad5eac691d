"""Voiceflow's own widget, in a file that the user has. It does not ship with vfmock."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from vfmock.errors import ServerError

SUFFIXES = (".mjs", ".js")

HOW = "'npm pack @voiceflow/react-chat@1.65.2' brings one, which has it as package/dist/bundle.mjs"
"""How to get the older widget. The current one is only on Voiceflow's CDN."""

_ARCHIVE = b"\x1f\x8b"
"""How a file begins that gzip has made, such as what ``npm pack`` leaves."""


class Bundle:
    """A file with a program in JavaScript.

    The file is read for each request, so that a page that is loaded again has its newest build.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def at(cls, path: str) -> Self:
        """Take the file at a path.

        Raises:
            ServerError: it is not there, is a folder, or is no JavaScript.
        """
        bundle = cls(Path(path))
        bundle.read()
        return bundle

    def read(self) -> bytes:
        """The program as it is now.

        Raises:
            ServerError: it is not there, is a folder, or is no JavaScript.
        """
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            raise self._error(f"there is no file {self._path}: {HOW}") from None
        except IsADirectoryError:
            raise self._error(f"{self._path} is a folder, wanted a file: {HOW}") from None
        except OSError as error:
            raise self._error(f"can't read {self._path}: {error.strerror}") from None
        problem = self._problem(content)
        if problem is not None:
            raise self._error(f"{self._path} is no JavaScript module: {problem}")
        return content

    def _problem(self, content: bytes) -> str | None:
        """Why this can't be JavaScript. Whether it is, only an engine can say: the page's."""
        if content.startswith(_ARCHIVE):
            return "it is an archive, and the bundle is a file in it (tar -xzf)"
        if self._path.suffix not in SUFFIXES:
            return f"its name ends in {' or '.join(SUFFIXES)}"
        try:
            text = content.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            return "it is no text in UTF-8"
        if not text or "\0" in text:
            return "it is empty" if not text else "it has zero bytes"
        return "it is HTML, perhaps the page of an error" if text.startswith("<") else None

    @staticmethod
    def _error(problem: str) -> ServerError:
        return ServerError(f"'widget_bundle': {problem}")
