"""Ctrl-C and termination as one exception, at a moment when no process can get lost."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _State:
    held = False
    came = False


def _handle(number: int, frame: FrameType | None) -> None:
    if _State.held:
        _State.came = True
    else:
        _interrupt()


def _interrupt() -> None:
    # What follows is the stopping of servers, which is short and must not be interrupted.
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def handled() -> Iterator[None]:
    """Turn the first of Ctrl-C, SIGTERM and SIGHUP into `KeyboardInterrupt`; ignore later ones."""
    before = {each: signal.signal(each, _handle) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def held() -> Iterator[None]:
    """Keep the interruption back until the block ends, as while a process starts or stops."""
    _State.held = True
    try:
        yield
    finally:
        _State.held = False
        if _State.came:
            _State.came = False
            _interrupt()
