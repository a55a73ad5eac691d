"""Tells the code of this package from the code of its users: where a call or an error came from."""

from __future__ import annotations

import os
import sys
import threading
from types import FrameType, TracebackType

from vfmock.errors import Place, ScenarioError

_PACKAGE = os.path.dirname((lambda: None).__code__.co_filename) + os.sep
"""The folder of this package as code objects name it. In a frozen program it is no real path."""

_CORE = _PACKAGE + "core" + os.sep


def is_ours(frame: FrameType) -> bool:
    """Whether a frame runs code of this package."""
    return frame.f_code.co_filename.startswith(_PACKAGE)


def is_core(frame: FrameType) -> bool:
    """Whether a frame runs code of the core, which calls the functions of users."""
    return frame.f_code.co_filename.startswith(_CORE)


def caller() -> Place | None:
    """The line outside this package that led here."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and is_ours(frame):
        frame = frame.f_back
    return None if frame is None else place_of(frame)


def place_of(frame: FrameType) -> Place:
    """The line that a frame is at. A file below the working directory has a relative path, with
    slashes on every system."""
    file, here = frame.f_code.co_filename, os.getcwd() + os.sep
    below = file.startswith(here)
    return Place(file[len(here) :].replace(os.sep, "/") if below else file, frame.f_lineno)


def of_users(traceback: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames of this package that it begins with.

    ``None``: the error came from this package alone.
    """
    while traceback is not None and is_ours(traceback.tb_frame):
        traceback = traceback.tb_next
    return traceback


def cut_ours(error: BaseException, passed: str) -> None:
    """End the traceback of an error at the user's line that called this package.

    ``passed`` is the file of a module of this package that has called the user.
    """
    before, traceback = None, error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        if is_ours(frame) and frame.f_code.co_filename != passed:
            break
        before, traceback = traceback, traceback.tb_next
    if before is not None:
        before.tb_next = None


def users_error(error: BaseException) -> BaseException | None:
    """The error of a user's function, with its traceback from that function on.

    ``error`` is this error, or the ``ScenarioError`` that was made of it. ``None``: no code of a
    user has raised it.
    """
    for one in (error, error.__cause__ if isinstance(error, ScenarioError) else None):
        traceback = None if one is None else of_users(one.__traceback__)
        if one is not None and traceback is not None:
            return one.with_traceback(traceback)
    return None


def is_interrupt(error: BaseException) -> bool:
    """Whether this is Ctrl-C, which ends the program. Python raises it in the main thread only, so
    in another thread a user's function has raised it."""
    in_main = threading.current_thread() is threading.main_thread()
    return isinstance(error, KeyboardInterrupt) and in_main
