"""Recordings: the journal of a server as a file of JSON lines. The file grows with the journal.

The file is a transcript: ``vfmock contract transcript`` reads it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Any, Self, TypeVar

import click

from vfmock.core.journal import Entry, Journal
from vfmock.errors import VfmockError
from vfmock.types import JSON

F = TypeVar("F", bound=Callable[..., Any])


class RecordingError(VfmockError):
    """The file can't be written."""


class Recording:
    """Writes each entry of a journal into ``file`` as it comes. Old content of the file is lost.

    When the file can't be written any more, a message says so once, the server goes on, and the
    exit code is 2. A line is written as a whole and flushed, so that others can read along.

    Raises:
        RecordingError: the file can't be opened.
    """

    def __init__(self, file: str, journal: Journal) -> None:
        try:
            self._stream = open(file, "wb")  # noqa: SIM115 (__exit__ closes it)
        except OSError as error:
            raise RecordingError(_problem(file, error)) from None
        self._file = file
        self._failed = False
        journal.watch(self.write)

    def write(self, entry: Entry) -> None:
        """Add an entry."""
        if self._failed or self._stream.closed:
            return
        try:
            self._stream.write(as_line(entry))
            self._stream.flush()
        except OSError as error:
            self._failed = True
            click.echo(f"vfmock: {_problem(self._file, error)}", err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._stream.close()
        except OSError:  # what is left in its buffer; write has reported it
            self._failed = True
        if self._failed and error is None:
            sys.exit(2)


def recorded(file: str | None, journal: Journal) -> AbstractContextManager[object]:
    """Record the journal into a file, if there is one, while this lasts."""
    return nullcontext() if file is None else Recording(file, journal)


def journal_option(function: F) -> F:
    """Add ``--journal``. The command gets it as ``journal_file``."""
    return click.option(
        "--journal",
        "journal_file",
        metavar="FILE",
        help="write all that happens into a file: JSON lines, as 'vfmock contract transcript' reads"
        " them",
    )(function)


def as_line(entry: Entry) -> bytes:
    """An entry as a line of JSON in UTF-8. A lone surrogate, which UTF-8 has not, is escaped as
    JSON has it; what is binary is told of."""
    text = json.dumps(entry.to_json(), ensure_ascii=False, default=_binary)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _binary(value: JSON) -> str:
    return f"binary, {len(value)} bytes" if isinstance(value, bytes | bytearray) else repr(value)


def _problem(file: str, error: OSError) -> str:
    return f"can't write {file!r}: {os.strerror(error.errno) if error.errno else error}"
