"""Runs a module in a Python that lacks what it lacks on Windows: ``-m tests.without_posix pytest``.

This is no Windows: it finds a use of something that Windows has not, and nothing else.
"""

from __future__ import annotations

import asyncio
import os
import runpy
import signal
import subprocess
import sys
import warnings
from asyncio import base_subprocess
from types import SimpleNamespace
from typing import Any, Never

MODULES = ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")

OF_OS = (
    *("chown", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getpgid", "getpgrp"),
    *("getsid", "killpg", "mkfifo", "nice", "openpty", "setpgid", "setsid"),
)

OF_SIGNAL = (
    *("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2"),
    *("alarm", "pthread_kill", "pthread_sigmask", "setitimer", "siginterrupt", "sigwait"),
)

OF_LOOPS = (
    *("add_signal_handler", "remove_signal_handler"),
    *("add_reader", "remove_reader", "add_writer", "remove_writer"),
)


def take_away() -> None:
    """Remove it from this process. Only Python's own modules may have it from before."""
    asyncio_has = SimpleNamespace(SIGKILL=signal.SIGKILL, SIGTERM=signal.SIGTERM)
    base_subprocess.signal = asyncio_has  # type: ignore[attr-defined]  # from Python 3.13 on
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]  # so that an import fails
    for module, names in ((os, OF_OS), (signal, OF_SIGNAL)):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    for name in OF_LOOPS:
        setattr(asyncio.SelectorEventLoop, name, _not_there)
    subprocess.Popen.kill = _kill  # type: ignore[method-assign]  # Windows has another way to do it
    # A file that is read in the encoding of the system is read in another one there.
    warnings.filterwarnings("error", category=EncodingWarning, module=r"(vfmock|tests)\b")


def _not_there(self: asyncio.AbstractEventLoop, *arguments: Any) -> Never:
    raise NotImplementedError


def _kill(self: subprocess.Popen[Any]) -> None:
    self.send_signal(9)


if __name__ == "__main__":
    take_away()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
