"""Runs ``vfmock`` as a program, through pipes or at a terminal, and waits for its output."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import IO, Any, Self
from unittest import mock

from vfmock.cli.main import main

PATIENCE = 30.0
"""Seconds after which a wait counts as hanging."""

COMMAND = (
    sys.executable,
    "-c",
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " sys.argv[0] = 'vfmock'; from vfmock.cli.main import main; main()",
)
"""As from a shell: a job in the background, which the tests may be, ignores Ctrl-C otherwise."""
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a program: no settings from outside, and a wide terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VFMOCK_")}
    return {**kept, "COLUMNS": "200", "PYTHONUNBUFFERED": "1", **(variables or {})}


class Program:
    """A running program; a thread reads its output."""

    def __init__(
        self,
        *arguments: str,
        at_terminal: bool = False,
        variables: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        if at_terminal:
            import pty

            self._terminal, inner = pty.openpty()
            given: dict[str, Any] = {"stdin": inner, "stdout": inner, "stderr": inner}
        else:
            given = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            given["stderr"] = subprocess.STDOUT
        self._at_terminal = at_terminal
        self.process = subprocess.Popen([*command, *arguments], env=environment(variables), **given)
        if at_terminal:
            os.close(inner)
        self._said = ""
        self._seen = 0
        self._over = False
        self._more = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        number = self._terminal if self._at_terminal else _pipe(self.process.stdout).fileno()
        while True:
            try:
                data = os.read(number, 65536)
            except OSError:  # a terminal whose program is gone
                data = b""
            with self._more:
                self._over = self._over or not data
                self._said += data.decode(errors="replace")
                self._more.notify_all()
            if not data:
                return

    @property
    def said(self) -> str:
        """All of the output, without colours."""
        return _COLOUR.sub("", self._said).replace("\r\n", "\n")

    def wait_for(self, wanted: str) -> re.Match[str]:
        """Wait for new output since the last wait that matches a regex."""
        found: re.Match[str] | None = None

        def look() -> bool:
            nonlocal found
            found = re.compile(wanted).search(self.said, self._seen)
            return found is not None or self._over

        with self._more:
            self._more.wait_for(look, PATIENCE)
            if found is None:
                found = re.compile(wanted).search(self.said, self._seen)
        assert found is not None, f"no {wanted!r} in:\n{self.said}"
        self._seen = found.end()
        return found

    def enter(self, line: str) -> None:
        """Type a line."""
        self.write(f"{line}\n".encode())

    def write(self, data: bytes) -> None:
        """Write bytes, such as Ctrl-D, which only a terminal takes for the end."""
        if self._at_terminal:
            os.write(self._terminal, data)
        else:
            pipe = _pipe(self.process.stdin)
            pipe.write(data)
            pipe.flush()

    def hang_up(self) -> None:
        """End the input of the program."""
        if self._at_terminal:
            self.write(b"\x04")
        else:
            _pipe(self.process.stdin).close()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def exit_code(self) -> int:
        """Wait for the end of the program."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        if self._at_terminal:
            os.close(self._terminal)
        else:
            _pipe(self.process.stdout).close()
            if not _pipe(self.process.stdin).closed:
                _pipe(self.process.stdin).close()


def run_here(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end in this process, which is faster than a new one."""
    out, error, code = io.StringIO(), io.StringIO(), 0
    with (
        mock.patch.object(sys, "argv", ["vfmock", *arguments]),
        mock.patch.dict(os.environ, environment(), clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(error),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else bool(end.code)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), error.getvalue())


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
