"""Recordings: the journal of a server as a file of JSON lines. The file grows with the journal.

The file is a transcript: ``vfmock contract transcript`` reads it.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from types import TracebackType
from typing import Any, Self, TypeVar

import click

from vfmock.core.journal import Entry, Journal
from vfmock.core.redaction import redacted
from vfmock.errors import VfmockError
from vfmock.types import JSON

OWNER_ONLY = 0o600
"""The mode of the file: it may have what users said, and keys."""

F = TypeVar("F", bound=Callable[..., Any])


class RecordingError(VfmockError):
    """The file can't be written."""


class Recording:
    """Writes each entry of a journal into ``file`` as it comes. Old content of the file is lost.

    Only its owner may read the file. Without ``secrets``, it has placeholders for keys, tokens and
    authorizations (``vfmock.core.redaction``). They are stable: equal secrets stay equal.

    When the file can't be written any more, a message says so once, the server goes on, and the
    exit code is 2. A line is written as a whole and flushed, so that others can read along.

    Raises:
        RecordingError: the file can't be opened.
    """

    def __init__(self, file: str, journal: Journal, *, secrets: bool = False) -> None:
        try:
            self._stream = open(file, "wb", opener=_open)  # noqa: SIM115 (__exit__ closes it)
        except OSError as error:
            raise RecordingError(_problem(file, error)) from None
        self._file = file
        self._failed = False
        self._secrets = secrets
        journal.watch(self.write)

    def write(self, entry: Entry) -> None:
        """Add an entry."""
        if self._failed or self._stream.closed:
            return
        try:
            self._stream.write(as_line(entry, secrets=self._secrets))
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


def recorded(
    file: str | None, journal: Journal, *, secrets: bool
) -> AbstractContextManager[object]:
    """Record the journal into a file, if there is one, while this lasts."""
    return nullcontext() if file is None else Recording(file, journal, secrets=secrets)


def journal_option(function: F) -> F:
    """Add ``--journal`` and ``--journal-secrets``: ``journal_file`` and ``journal_secrets``."""
    file = click.option(
        "--journal",
        "journal_file",
        metavar="FILE",
        help="write all that happens into a file: JSON lines, as 'vfmock contract transcript' reads"
        " them; placeholders stand for keys, tokens and authorizations",
    )
    secrets = click.option(
        "--journal-secrets", is_flag=True, help="leave the secrets in the file of --journal"
    )
    return file(secrets(function))


def as_line(entry: Entry, *, secrets: bool = False) -> bytes:
    """An entry as a line of JSON in UTF-8. A lone surrogate, which UTF-8 has not, is escaped as
    JSON has it; what is binary is told of."""
    value = entry.to_json() if secrets else redacted(entry.to_json())
    text = json.dumps(value, ensure_ascii=False, default=_binary)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _open(file: str, flags: int) -> int:
    """Open a file that only its owner may read, also if it was there before."""
    number = os.open(file, flags, OWNER_ONLY)
    if hasattr(os, "fchmod") and stat.S_ISREG(os.fstat(number).st_mode):
        with suppress(OSError):  # it belongs to somebody else, who may say who reads it
            os.fchmod(number, OWNER_ONLY)
    return number


def _binary(value: JSON) -> str:
    return f"binary, {len(value)} bytes" if isinstance(value, bytes | bytearray) else repr(value)


def _problem(file: str, error: OSError) -> str:
    return f"can't write {file!r}: {os.strerror(error.errno) if error.errno else error}"
